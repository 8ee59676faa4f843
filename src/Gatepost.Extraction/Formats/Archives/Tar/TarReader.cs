using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Tar;

/// <summary>
/// tar of all flavours: long names of GNU and pax, sparse files spread out as unpackers do it. Links are listed with nothing in them and never followed. One pass; a damaged header is passed
/// over block by block until the next that is whole, as repairing programs do.
/// </summary>
internal sealed class TarReader : IFormatReader
{
    // Names and other fields of the next header: real ones have some hundred octets.
    private const int ExtensionOctets = 1_048_576;

    public ImmutableArray<string> Types { get; } = ["tar"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var content = file.Content;
        var block = new byte[TarHeader.BlockOctets];
        var next = new TarExtensions();
        var isDamaged = false;
        var zeros = 0;
        while (!output.IsOver && content.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) is var read and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (read < block.Length)
            {
                isDamaged |= block.AsSpan(0, read).ContainsAnyExcept((byte)0);
                break;
            }
            if (!block.AsSpan().ContainsAnyExcept((byte)0))
            {
                zeros++;
                continue;
            }
            if (TarHeader.Read(block) is not { Size: >= 0 } header)
            {
                isDamaged = true;
                continue;
            }
            // Two blocks of zeros end it: other programs stop there.
            if (zeros >= 2)
                output.Problem(PartProblemKind.Malformed, "members behind the end of the tar, which most programs do not show");
            zeros = 0;
            Step(file, header, block, ref next, output);
        }
        if (isDamaged)
            output.Problem(PartProblemKind.Unread, "a tar that is damaged or cut off");
    }

    private static void Step(OpenedFile file, TarHeader header, byte[] block, ref TarExtensions next, FormatOutput output)
    {
        var content = file.Content;
        if (header.Kind is 'L' or 'K' or 'x' or 'X' or 'g')
        {
            var begin = content.Position;
            if (header.Size > ExtensionOctets)
                output.Problem(PartProblemKind.LimitReached, $"fields of a tar of more than {ExtensionOctets} octets");
            else
                next = next.With(header.Kind, ReadOctets(content, (int)header.Size));
            content.Position = Math.Min(content.Length, begin + Padded(header.Size));
            return;
        }
        var size = next.Size ?? header.Size;
        var map = header.Kind == 'S' ? TarSparseMap.ReadOld(block, content) : next.Map;
        var start = content.Position;
        ReadMember(header, next, new SliceStream(content, start, size), size, map, output);
        content.Position = (ulong)size > (ulong)content.Length ? content.Length : Math.Min(content.Length, start + Padded(size));
        next = new TarExtensions();
    }

    private static void ReadMember(TarHeader header, TarExtensions next, Stream octets, long size, TarSparseMap? map, FormatOutput output)
    {
        var name = next.Name ?? header.Name;
        var entry = new MemberEntry { Name = name, ClaimedSize = map?.Size ?? size };
        if (header.Kind is '5' or 'D' or 'V' || (header.Kind == '0' && name.EndsWith('/') && size == 0))
            return;
        if (header.Kind is '1' or '2' or '3' or '4' or '6')
        {
            // Nothing to read: a link points to another member, or out of the folder.
            if (header.Kind is '1' or '2' && MemberPath.ClimbsOut(next.Link ?? header.Link))
                output.Unread(entry with { ClaimedSize = null }, PartProblemKind.Unread, "a link that leads out of the folder it is unpacked in");
            return;
        }
        if (map is null && !next.IsSparse)
            output.Member(entry, octets);
        else if ((map ?? TarSparseMap.ReadNew(octets, next.SparseSize)) is { } known)
            output.Member(entry with { ClaimedSize = known.Size, PackedSize = octets.Length }, new TarSparseStream(octets, known));
        else
            output.Unread(entry, PartProblemKind.Unread, "the map of a sparse file is damaged");
        MemberPath.Report(name, output);
    }

    private static byte[] ReadOctets(Stream content, int count)
    {
        var octets = new byte[count];
        return octets[..content.ReadAtLeast(octets, count, throwOnEndOfStream: false)];
    }

    private static long Padded(long size) => size > long.MaxValue / 2 ? long.MaxValue / 2 : (size + TarHeader.BlockOctets - 1) / TarHeader.BlockOctets * TarHeader.BlockOctets;
}

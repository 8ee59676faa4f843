using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Native;

/// <summary>The formats that libarchive reads and nobody else: cabinets (MSZIP, LZX), ISO 9660 with Joliet and Rock Ridge, LHA, cpio, ar, xar.</summary>
internal sealed class NativeArchiveReader : IFormatReader
{
    /// <summary>ARCHIVE_FORMAT_* by the names of our types.</summary>
    private static readonly FrozenDictionary<string, int> Formats = new Dictionary<string, int>
    {
        ["cpio"] = 0x10000,
        ["iso"] = 0x40000,
        ["ar"] = 0x70000,
        ["xar"] = 0xA0000,
        ["lha"] = 0xB0000,
        ["cab"] = 0xC0000,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public ImmutableArray<string> Types { get; } = [.. Formats.Keys];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        if (!LibArchive.IsThere)
        {
            output.Problem(PartProblemKind.Unsupported, $"{file.Type.Description} is read by libarchive (libarchive.so.13), which is not installed");
            return;
        }
        if (file.Type.Name == "cab" && new CabinetCheck(file.Content).FindFlaw() is { } flaw)
        {
            output.Problem(PartProblemKind.Unread, $"a cabinet that is damaged: {flaw}");
            return;
        }
        file.Content.Position = 0;
        using var archive = LibArchiveHandle.Open(file.Content, Formats[file.Type.Name]);
        if (archive is null)
        {
            output.Problem(PartProblemKind.Unread, $"damaged, or no {file.Type.Description}");
            return;
        }
        while (!output.IsOver && archive.MoveNext())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadMember(archive, file, output);
        }
    }

    private static void ReadMember(LibArchiveHandle archive, OpenedFile file, FormatOutput output)
    {
        var entry = new MemberEntry { Name = archive.Name, PackedSize = file.Length, ClaimedSize = archive.Size, IsEncrypted = archive.IsEncrypted };
        if (archive.Link is { Length: > 0 } link && (archive.Size ?? 0) == 0)
        {
            if (MemberPath.ClimbsOut(link))
                output.Unread(entry with { ClaimedSize = null }, PartProblemKind.Unread, "a link that leads out of the folder it is unpacked in");
            return;
        }
        if (!archive.IsPlainFile)
            return;
        if (archive.IsEncrypted)
            output.Unread(entry, PartProblemKind.Encrypted, "the member needs a password");
        else
            output.Member(entry, new MemberStream(archive));
        MemberPath.Report(entry.Name, output);
    }

    private sealed class MemberStream(LibArchiveHandle archive) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer) => archive.Read(buffer);
    }
}

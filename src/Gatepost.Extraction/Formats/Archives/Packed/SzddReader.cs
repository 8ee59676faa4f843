using System.Buffers.Binary;
using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>What COMPRESS.EXE of MS-DOS and Windows made (SZDD and KWAJ): Windows still expands it.</summary>
internal sealed class SzddReader : IFormatReader
{
    private const int SzddLength = 14;
    private const int KwajLength = 14;

    public ImmutableArray<string> Types { get; } = ["szdd", "kwaj"];

    private static ReadOnlySpan<byte> Szdd => "SZDD"u8;

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var header = new byte[SzddLength];
        file.Content.ReadExactly(header);
        if (header.AsSpan().StartsWith(Szdd))
            ReadSzdd(file, header, output);
        else
            ReadKwaj(file, header, output);
    }

    private static void ReadSzdd(OpenedFile file, ReadOnlySpan<byte> header, FormatOutput output)
    {
        var entry = new MemberEntry
        {
            Name = Restore(file.Name, (char)header[9]),
            PackedSize = file.Length,
            ClaimedSize = BinaryPrimitives.ReadUInt32LittleEndian(header[10..]),
        };
        using var unpacked = new SlidingWindowStream(new SliceStream(file.Content, SzddLength, file.Length), SlidingWindowStream.SzddStart);
        output.Member(entry, unpacked);
    }

    private static void ReadKwaj(OpenedFile file, ReadOnlySpan<byte> header, FormatOutput output)
    {
        var method = BinaryPrimitives.ReadUInt16LittleEndian(header[8..]);
        var octets = new SliceStream(file.Content, BinaryPrimitives.ReadUInt16LittleEndian(header[10..]), file.Length);
        var entry = new MemberEntry { PackedSize = file.Length };
        if (header.Length < KwajLength || method > 2)
        {
            output.Unread(entry, PartProblemKind.Unsupported, $"packed by method {method}, which is not read");
            return;
        }
        using Stream unpacked = method switch { 0 => octets, 1 => new InvertedStream(octets), _ => new SlidingWindowStream(octets, SlidingWindowStream.KwajStart) };
        output.Member(entry, unpacked);
    }

    /// <summary>The last letter of the extension was replaced by <c>_</c>, and stands in the header.</summary>
    private static string? Restore(string? name, char letter) =>
        name is { Length: > 1 } && name[^1] == '_' && char.IsAsciiLetterOrDigit(letter) ? string.Concat(name.AsSpan(0, name.Length - 1), letter.ToString().ToLowerInvariant()) : null;

    private sealed class InvertedStream(Stream inner) : ReadOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            var read = inner.Read(buffer);
            foreach (ref var octet in buffer[..read])
                octet ^= 0xff;
            return read;
        }
    }
}

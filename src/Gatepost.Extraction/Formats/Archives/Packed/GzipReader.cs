using System.Buffers.Binary;
using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Gatepost.Extraction.Formats.Archives.Zip;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>gzip (RFC 1952), all its members one after the other as one file, as every unpacker does.</summary>
internal sealed class GzipReader : IFormatReader
{
    private const int FixedLength = 10;
    private const int ExtraFlag = 4;
    private const int NameFlag = 8;
    private const int TrailerOctets = 8;
    // File systems end at 255 octets.
    private const int NameOctets = 1_024;

    public ImmutableArray<string> Types { get; } = ["gzip"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var name = ReadName(file.Content);
        var packed = new PackedStream(new SliceStream(file.Content, 0, file.Length), file.Length);
        using var unpacked = new ChecksumStream(new GZipStream(packed, CompressionMode.Decompress));
        var inner = PackedNames.Inner(file.Name);
        output.Member(new MemberEntry { Name = name ?? inner, OtherNames = name is null || inner is null ? [] : [inner], PackedSize = file.Length }, unpacked);
        if (unpacked.IsAtEnd && packed.Left > 0 && !IsZero(new SliceStream(file.Content, file.Length - packed.Left, packed.Left)))
            output.MemberProblem(PartProblemKind.Unread, $"{packed.Left} octets behind the end, which were not read");
        else if (unpacked.IsAtEnd && packed.Left == 0 && !IsWhole(file, unpacked.Value))
            output.MemberProblem(PartProblemKind.Unread, "cut off");
        MemberPath.Report(name, output);
    }

    private static string? ReadName(Stream content)
    {
        Span<byte> header = stackalloc byte[FixedLength];
        if (content.ReadAtLeast(header, FixedLength, throwOnEndOfStream: false) < FixedLength || (header[3] & NameFlag) == 0)
            return null;
        if ((header[3] & ExtraFlag) != 0)
            content.Position += content.ReadByte() | (content.ReadByte() << 8);
        var name = new byte[NameOctets];
        var length = 0;
        while (length < NameOctets && content.ReadByte() is var octet and > 0)
            name[length++] = (byte)octet;
        return length == 0 ? null : Encoding.Latin1.GetString(name, 0, length);
    }

    /// <summary>
    /// The checksum of the last member stands at the end; the library passes over its absence. Where there may be several members, that of all of them cannot be told.
    /// </summary>
    private static bool IsWhole(OpenedFile file, uint checksum)
    {
        Span<byte> trailer = stackalloc byte[TrailerOctets];
        file.Content.Position = Math.Max(0, file.Length - TrailerOctets);
        if (file.Content.ReadAtLeast(trailer, TrailerOctets, throwOnEndOfStream: false) == TrailerOctets && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == checksum)
            return true;
        return HoldsSignature(new SliceStream(file.Content, 1, file.Length));
    }

    private static bool HoldsSignature(Stream rest)
    {
        var block = new byte[65_536];
        var kept = 0;
        while (rest.Read(block, kept, block.Length - kept) is var read and > 0)
        {
            var seen = block.AsSpan(0, kept + read);
            if (seen.IndexOf((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]) >= 0)
                return true;
            kept = Math.Min(2, seen.Length);
            seen[^kept..].CopyTo(block);
        }
        return false;
    }

    /// <summary>Tapes and some programs fill up with zeros (RFC 1952 says nothing, gzip passes over them).</summary>
    private static bool IsZero(Stream rest)
    {
        var block = new byte[8_192];
        while (rest.Read(block) is var read and > 0)
        {
            if (block.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return false;
        }
        return true;
    }
}

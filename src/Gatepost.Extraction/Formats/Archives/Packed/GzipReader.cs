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
    // File systems end at 255 octets.
    private const int NameOctets = 1_024;

    public ImmutableArray<string> Types { get; } = ["gzip"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var name = ReadName(file.Content);
        var packed = new PackedStream(new SliceStream(file.Content, 0, file.Length), file.Length);
        using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        var inner = PackedNames.Inner(file.Name);
        if (output.Member(new MemberEntry { Name = name ?? inner, OtherNames = name is null || inner is null ? [] : [inner], PackedSize = file.Length }, unpacked)
            && packed.Left > 0 && !IsZero(new SliceStream(file.Content, file.Length - packed.Left, packed.Left)))
            output.Problem(PartProblemKind.Unread, $"{packed.Left} octets behind the end, which were not read");
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

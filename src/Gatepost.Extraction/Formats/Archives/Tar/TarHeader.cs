using System.Buffers.Binary;
using System.Text;

namespace Gatepost.Extraction.Formats.Archives.Tar;

/// <summary>One header block of a tar: v7, ustar (POSIX.1-1988), GNU or pax (POSIX.1-2001).</summary>
internal sealed record TarHeader
{
    /// <summary>Octets of a block.</summary>
    public const int BlockOctets = 512;

    private const int ChecksumPlace = 148;
    private const int ChecksumLength = 8;

    /// <summary>As its octets stand there, a character an octet.</summary>
    public required string Name { get; init; }

    /// <summary>Octets behind the header; negative where nobody can tell.</summary>
    public required long Size { get; init; }

    /// <summary>What it is: <c>0</c> a file, <c>5</c> a folder, <c>1</c> and <c>2</c> links, <c>L</c> and <c>x</c> what belongs to the next header.</summary>
    public required char Kind { get; init; }

    /// <summary>Where a link points.</summary>
    public required string Link { get; init; }

    /// <summary>Reads a block; null where it is none, by its checksum.</summary>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (!HasChecksum(block))
            return null;
        var name = Text(block[..100]);
        // GNU has other fields where ustar has the front of the name.
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && Text(block.Slice(345, 155)) is { Length: > 0 } front)
            name = front + "/" + name;
        return new TarHeader { Name = name, Size = Number(block.Slice(124, 12)), Kind = block[156] == 0 ? '0' : (char)block[156], Link = Text(block.Slice(157, 100)) };
    }

    /// <summary>Octal digits, or 2 to the 63 with the highest bit set, as GNU writes what does not fit.</summary>
    public static long Number(ReadOnlySpan<byte> field)
    {
        if ((field[0] & 0x80) != 0)
            return (field[0] & 0x7f) == 0 ? BinaryPrimitives.ReadInt64BigEndian(field[^8..]) : -1;
        long number = 0;
        foreach (var octet in field.TrimStart(" \0"u8))
        {
            if (octet is < (byte)'0' or > (byte)'7')
                break;
            number = (number << 3) | (uint)(octet - '0');
        }
        return number;
    }

    /// <summary>Octets up to a NUL.</summary>
    public static string Text(ReadOnlySpan<byte> field) => Encoding.Latin1.GetString(field.IndexOf((byte)0) is var end and >= 0 ? field[..end] : field);

    /// <summary>The sum of all octets, those of the sum itself as blanks; some old programs added them up with their sign.</summary>
    private static bool HasChecksum(ReadOnlySpan<byte> block)
    {
        long plain = 0, signed = 0;
        for (var at = 0; at < BlockOctets; at++)
        {
            var octet = at is >= ChecksumPlace and < ChecksumPlace + ChecksumLength ? (byte)' ' : block[at];
            plain += octet;
            signed += (sbyte)octet;
        }
        var stated = Number(block.Slice(ChecksumPlace, ChecksumLength));
        return stated == plain || stated == signed;
    }
}

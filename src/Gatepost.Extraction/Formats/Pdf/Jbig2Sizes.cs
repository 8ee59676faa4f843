using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>The segments of a JBIG2 picture (ITU-T T.88, section 7.2), as far as their sizes go: a decoder takes the memory that they announce.</summary>
internal static class Jbig2Sizes
{
    private const int PageSegment = 48;
    // A scanned page has some dozens; each may take as long as the whole page.
    private const int MaxSegments = 64;

    /// <summary>True where the page, and every region on it, has at most so many pixels, and the segments can be followed.</summary>
    public static bool AreWithin(ReadOnlySpan<byte> octets, long pixels)
    {
        for (var segments = 0; octets.Length >= 11; segments++)
        {
            if (segments == MaxSegments)
                return false;
            var type = octets[4] & 0x3f;
            var header = HeaderLength(octets);
            if (header < 0 || header > octets.Length)
                return false;
            var length = BinaryPrimitives.ReadUInt32BigEndian(octets[(header - 4)..]);
            var content = octets[header..];
            // Pages, and all kinds of regions, begin with width and height.
            if ((type == PageSegment || type is >= 4 and <= 7 or >= 20 and <= 43) && content.Length >= 8)
            {
                var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]));
                if (width == uint.MaxValue || height == uint.MaxValue || (ulong)width * height > (ulong)pixels)
                    return false;
            }
            if (length >= content.Length)
                return true;
            octets = content[(int)length..];
        }
        return true;
    }

    /// <summary>Octets of the header that begins here, or -1.</summary>
    private static int HeaderLength(ReadOnlySpan<byte> octets)
    {
        var number = BinaryPrimitives.ReadUInt32BigEndian(octets);
        var referred = octets[5] >> 5;
        if (referred > 4)
            return -1;
        var referredLength = number <= 256 ? 1 : number <= 65_536 ? 2 : 4;
        var pageLength = (octets[4] & 0x40) != 0 ? 4 : 1;
        return 6 + (referred * referredLength) + pageLength + 4;
    }
}

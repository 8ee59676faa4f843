using System.Buffers.Text;

namespace Gatepost.Mail.Mime.SevenBit;

/// <summary>Writes base64 in lines (RFC 2045 section 6.8), straight into octets: a string in between would hold a large body four times more.</summary>
internal static class Base64Lines
{
    /// <summary>Octets of a line of 76 characters.</summary>
    private const int LineOctets = 57;

    /// <summary>Lines end in CRLF between each other, and the last one where nothing follows that begins with a line end.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> octets, bool isLast)
    {
        var lines = (octets.Length + LineOctets - 1) / LineOctets;
        var target = new byte[((octets.Length + 2) / 3 * 4) + (2 * Math.Max(0, lines - 1)) + (isLast ? 2 : 0)];
        var written = 0;
        for (var at = 0; at < octets.Length; at += LineOctets)
        {
            if (at > 0)
                Break(target, ref written);
            Base64.EncodeToUtf8(octets[at..Math.Min(octets.Length, at + LineOctets)], target.AsSpan(written), out _, out var characters);
            written += characters;
        }
        if (isLast)
            Break(target, ref written);
        return target;
    }

    private static void Break(Span<byte> target, ref int written)
    {
        "\r\n"u8.CopyTo(target[written..]);
        written += 2;
    }
}

using System.Buffers;

namespace Gatepost.Mail.Mime.SevenBit;

/// <summary>Writes quoted-printable (RFC 2045 section 6.7): line ends of the text stay line ends, every other octet comes back as it was.</summary>
internal static class QuotedPrintable
{
    /// <summary>Characters of a line, the soft break's "=" among them.</summary>
    private const int LineCharacters = 76;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(33, 94).Where(octet => octet != '=').Select(octet => (byte)octet)]);

    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var target = new ArrayBufferWriter<byte>(text.Length + (text.Length / 4) + 16);
        var column = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at..].StartsWith("\r\n"u8))
            {
                target.Write("\r\n"u8);
                (column, at) = (0, at + 1);
                continue;
            }
            var isLast = at + 1 == text.Length || text[(at + 1)..].StartsWith("\r\n"u8);
            // White space at the end of a line is what some servers take away.
            var isPlain = Plain.Contains(text[at]) || (text[at] is (byte)' ' or (byte)'\t' && !isLast);
            var width = isPlain ? 1 : 3;
            if (column + width > LineCharacters - (isLast ? 0 : 1))
            {
                target.Write("=\r\n"u8);
                column = 0;
            }
            Write(target, text[at], isPlain);
            column += width;
        }
        return target.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> target, byte octet, bool isPlain)
    {
        if (isPlain)
            target.Write([octet]);
        else
            target.Write([(byte)'=', Hex(octet >> 4), Hex(octet & 15)]);
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}

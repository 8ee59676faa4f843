using System.Buffers;

namespace Gatepost.Mail.Mime.SevenBit;

/// <summary>Writes quoted-printable (RFC 2045 section 6.7): line ends of the text stay line ends, every other octet comes back as it was.</summary>
internal static class QuotedPrintable
{
    /// <summary>Characters of a line, the soft break's "=" among them.</summary>
    private const int LineCharacters = 76;

    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(33, 94).Where(octet => octet != '=').Select(octet => (byte)octet)]);

    /// <summary>Counted first: a buffer that grows would hold a large text of another script nine times over.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> text)
    {
        var target = new byte[Walk(text, default)];
        Walk(text, target);
        return target;
    }

    /// <summary>Writes, or only counts where there is no target.</summary>
    private static int Walk(ReadOnlySpan<byte> text, Span<byte> target)
    {
        var (column, written) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at..].StartsWith("\r\n"u8))
            {
                Put(target, ref written, "\r\n"u8);
                (column, at) = (0, at + 1);
                continue;
            }
            var isLast = at + 1 == text.Length || text[(at + 1)..].StartsWith("\r\n"u8);
            // White space at the end of a line is what some servers take away.
            var isPlain = Plain.Contains(text[at]) || (text[at] is (byte)' ' or (byte)'\t' && !isLast);
            var width = isPlain ? 1 : 3;
            if (column + width > LineCharacters - (isLast ? 0 : 1))
            {
                Put(target, ref written, "=\r\n"u8);
                column = 0;
            }
            if (isPlain)
                Put(target, ref written, text.Slice(at, 1));
            else
                Put(target, ref written, [(byte)'=', Hex(text[at] >> 4), Hex(text[at] & 15)]);
            column += width;
        }
        return written;
    }

    private static void Put(Span<byte> target, ref int written, ReadOnlySpan<byte> octets)
    {
        if (!target.IsEmpty)
            octets.CopyTo(target[written..]);
        written += octets.Length;
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}

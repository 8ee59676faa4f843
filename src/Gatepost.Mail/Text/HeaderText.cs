using System.Buffers;
using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>
/// Turns the octets of a header value into what a reader sees: unfolded, RFC 2047 words decoded, undeclared 8-bit text detected. Tolerant where mail programs are,
/// since a word that they show and we do not is a hiding place: words inside quotes, without white space between them, split inside a character.
/// </summary>
internal static class HeaderText
{
    /// <summary>Linear in the length of the value; never fails.</summary>
    public static string Decode(ReadOnlySpan<byte> octets)
    {
        var rented = ArrayPool<byte>.Shared.Rent(Math.Max(octets.Length, 1));
        try
        {
            var unfolded = Unfold(octets, rented);
            return unfolded.IndexOf("=?"u8) < 0 ? Charset.DecodeUndeclaredLine(unfolded) : DecodeWords(unfolded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>The same without decoding of encoded words.</summary>
    public static string Unfolded(ReadOnlySpan<byte> octets) => Charset.DecodeUndeclaredLine(Unfold(octets, new byte[octets.Length]));

    /// <summary>Removes line ends (RFC 5322 section 2.2.3 keeps the white space after them) and the white space around the value.</summary>
    private static ReadOnlySpan<byte> Unfold(ReadOnlySpan<byte> octets, Span<byte> buffer)
    {
        var length = 0;
        while (octets.Length > 0)
        {
            var end = octets.IndexOfAny((byte)'\r', (byte)'\n');
            var run = end < 0 ? octets : octets[..end];
            run.CopyTo(buffer[length..]);
            length += run.Length;
            octets = end < 0 ? default : octets[(end + 1)..];
        }
        return buffer[..length].Trim(" \t"u8);
    }

    private static string DecodeWords(ReadOnlySpan<byte> value)
    {
        var reader = new EncodedWordReader(value);
        var text = new StringBuilder(value.Length);
        var pending = new ArrayBufferWriter<byte>();
        string? charset = null;
        while (reader.Next(out var literal, out var word))
        {
            if (literal.Length > 0 && (charset is null || !word.IsWord || literal.Trim(" \t"u8).Length > 0))
            {
                Flush(text, pending, ref charset);
                text.Append(Charset.DecodeUndeclaredLine(literal));
            }
            if (!word.IsWord)
                continue;
            var name = Encoding.ASCII.GetString(word.Charset);
            if (!string.Equals(name, charset, StringComparison.OrdinalIgnoreCase))
                Flush(text, pending, ref charset);
            charset = name;
            word.DecodeTo(pending);
        }
        Flush(text, pending, ref charset);
        return text.ToString();
    }

    /// <summary>Words of one charset are decoded together: many mailers cut a character in two.</summary>
    private static void Flush(StringBuilder text, ArrayBufferWriter<byte> pending, ref string? charset)
    {
        if (pending.WrittenCount > 0)
            text.Append(Charset.Find(charset) is { } encoding ? encoding.GetString(pending.WrittenSpan) : Charset.DecodeUndeclaredLine(pending.WrittenSpan));
        pending.ResetWrittenCount();
        charset = null;
    }
}

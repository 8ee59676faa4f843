namespace Gatepost.Mail.Text;

/// <summary>Base64 as mail programs read it: foreign characters skipped, padding optional. Never fails.</summary>
internal static class TolerantBase64
{
    /// <summary>Decodes into a buffer that is at least as long as the text; the length that was written.</summary>
    public static int Decode(ReadOnlySpan<byte> text, Span<byte> output)
    {
        var length = 0;
        var bits = 0;
        var count = 0;
        foreach (var octet in text)
        {
            // Encoded words come in base64url from some programs; in bodies, where both letters are foreign, from none.
            var value = octet switch { (byte)'-' => 62, (byte)'_' => 63, _ => ValueOf(octet) };
            if (value < 0)
                continue;
            bits = (bits << 6) | value;
            count += 6;
            if (count < 8)
                continue;
            count -= 8;
            output[length++] = (byte)(bits >> count);
            bits &= (1 << count) - 1;
        }
        return length;
    }

    /// <summary>The six bits of a letter, -1 for a foreign one.</summary>
    public static int ValueOf(byte octet) => octet switch
    {
        >= (byte)'A' and <= (byte)'Z' => octet - 'A',
        >= (byte)'a' and <= (byte)'z' => octet - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => octet - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}

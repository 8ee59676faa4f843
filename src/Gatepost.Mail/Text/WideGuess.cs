using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>Unicode that does not say in which width it is written, and UTF-8 that is none.</summary>
internal static class WideGuess
{
    private const int SampleOctets = 2_048;

    /// <summary>
    /// UTF-16 and UTF-32, with a mark of 32 bits or without any: by where the NULs stand. Nearly half of the octets must be NUL, as in any text with Latin letters: a few strewn into ASCII, which other programs show
    /// as if they were not there, would hide it.
    /// </summary>
    public static Encoding? Find(ReadOnlySpan<byte> octets)
    {
        var sample = octets[..Math.Min(octets.Length, SampleOctets)];
        if (sample.Length < 8 || !sample.Contains((byte)0))
            return null;
        Span<int> zeros = stackalloc int[4];
        zeros.Clear();
        for (var index = 0; index < sample.Length; index++)
            zeros[index & 3] += sample[index] == 0 ? 1 : 0;
        var quarter = sample.Length / 4;
        if (octets.Length % 4 == 0 && zeros[2] + zeros[3] > quarter * 1.8 && zeros[0] < quarter / 4)
            return Encoding.UTF32;
        if (octets.Length % 4 == 0 && zeros[0] + zeros[1] > quarter * 1.8 && zeros[3] < quarter / 4)
            return Charset.FromCodePage(12001);
        var (even, odd) = (zeros[0] + zeros[2], zeros[1] + zeros[3]);
        if (odd > quarter * 1.6 && even <= quarter / 16)
            return Encoding.Unicode;
        return even > quarter * 1.6 && odd <= quarter / 16 ? Encoding.BigEndianUnicode : null;
    }

    /// <summary>True where at least as many sequences are broken as are whole.</summary>
    public static bool IsMostlyBroken(ReadOnlySpan<byte> octets)
    {
        var (whole, broken) = (0, 0);
        for (var rest = octets; rest.Length > 0;)
        {
            var ascii = rest.IndexOfAnyInRange((byte)0x80, (byte)0xff);
            if (ascii < 0)
                break;
            rest = rest[ascii..];
            var isWhole = Rune.DecodeFromUtf8(rest, out _, out var length) == System.Buffers.OperationStatus.Done;
            (whole, broken) = isWhole ? (whole + 1, broken) : (whole, broken + 1);
            rest = rest[length..];
        }
        return broken > whole;
    }
}

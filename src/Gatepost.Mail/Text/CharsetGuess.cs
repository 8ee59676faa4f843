using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>Which code page undeclared 8-bit text that is no UTF-8 is in. A guess for people to read and words to be found; nothing is refused over it.</summary>
internal static class CharsetGuess
{
    // Enough letters to tell; the cost of a guess stays the same for a subject and for a megabyte.
    private const int SampleOctets = 2_048;
    private const int Western = 1252;

    private static readonly int[] EastAsian = [932, 51932, 54936, 950, 949];
    private static readonly int[] Cyrillic = [1251, 20866, 866, 28595];

    public static bool HasJapaneseEscape(ReadOnlySpan<byte> octets) =>
        octets.IndexOf("\u001b$B"u8) >= 0 || octets.IndexOf("\u001b$@"u8) >= 0 || octets.IndexOf("\u001b(J"u8) >= 0 || octets.IndexOf("\u001b(I"u8) >= 0;

    public static int CodePage(ReadOnlySpan<byte> octets)
    {
        var sample = octets[..Math.Min(octets.Length, SampleOctets)];
        var eightBit = 0;
        var letters = 0;
        foreach (var octet in sample)
        {
            eightBit += octet >= 0x80 ? 1 : 0;
            letters += char.IsAsciiLetter((char)octet) ? 1 : 0;
        }
        // Accented letters are rare in Western text; a text of them alone is another script.
        if (eightBit * 2 < letters || eightBit < 4)
            return Western;
        var (best, score) = Best(sample, EastAsian, EastAsianScore);
        var (cyrillic, cyrillicScore) = Best(sample, Cyrillic, CyrillicScore);
        if (cyrillicScore > Math.Max(score, 0.6))
            return cyrillic;
        return score > 0.6 ? best : Western;
    }

    private static (int CodePage, double Score) Best(ReadOnlySpan<byte> sample, int[] codePages, Func<string, double> score)
    {
        var best = (CodePage: Western, Score: 0.0);
        foreach (var codePage in codePages)
        {
            var value = score(Charset.FromCodePage(codePage)!.GetString(sample));
            if (value > best.Score)
                best = (codePage, value);
        }
        return best;
    }

    /// <summary>The share of characters that are kana, Hangul syllables or ideographs of everyday use; anything odd counts against.</summary>
    private static double EastAsianScore(string text)
    {
        double good = 0, all = 0;
        foreach (var character in text)
        {
            if (character < 0x80)
                continue;
            all++;
            good += character switch
            {
                >= '\u3040' and <= '\u30ff' => 1.0,
                >= '\uac00' and <= '\ud7a3' => 1.0,
                >= '\u4e00' and <= '\u9fa5' => IsEveryday(character) ? 0.97 : 0.55,
                >= '\u3000' and <= '\u303f' or >= '\uff01' and <= '\uff5e' => 0.95,
                _ => -1.0,
            };
        }
        return all < 2 ? 0 : good / all;
    }

    /// <summary>Level 1 of GB 2312 holds the 3,755 most used ideographs; most of everyday Japanese and traditional Chinese is in level 1 of its own set.</summary>
    private static bool IsEveryday(char character)
    {
        Span<byte> octets = stackalloc byte[4];
        ReadOnlySpan<char> one = [character];
        var gb = Charset.FromCodePage(54936)!.GetBytes(one, octets);
        if (gb == 2 && octets[0] is >= 0xb0 and <= 0xd7 && octets[1] >= 0xa1)
            return true;
        var big5 = Charset.FromCodePage(950)!.GetBytes(one, octets);
        return big5 == 2 && octets[0] is >= 0xa4 and <= 0xc6;
    }

    /// <summary>The share of small letters: the code pages of Russian mirror each other's case, and people write in small letters.</summary>
    private static double CyrillicScore(string text)
    {
        double good = 0, all = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var isLetter = character is >= '\u0410' and <= '\u044f' or '\u0401' or '\u0451';
            if (character >= 0x80)
            {
                all++;
                good += !isLetter ? -1.0 : character is >= '\u0430' and <= '\u044f' ? 1.0 : inWord ? 0.3 : 0.9;
            }
            inWord = isLetter;
        }
        return all < 2 ? 0 : good / all;
    }
}

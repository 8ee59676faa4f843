using System.Buffers;

namespace Gatepost.Mail.Text;

/// <summary>
/// Code pages of one writing that share their octets: Greek read as Russian is small letters too. What tells is that the most common letters of a language are half of any text in it, and in another code page they become
/// rare ones.
/// </summary>
internal static class ScriptGuess
{
    private const string Russian = "оеаинтсрвлкмдпуОЕАИНТСРВЛКМДПУ";

    private static readonly (int CodePage, SearchValues<char> Common)[] Others =
    [
        (1253, SearchValues.Create("αοιετσνηυρπκμλςάέίόήύώΑΟΙΕΤΣΝΗΥΡΠΚΜΛ")),
        (1255, SearchValues.Create("יוהלאתרמבשנםןדעחפקכ")),
        (1256, SearchValues.Create("اليمونتربةعدسفهكأحقى")),
        (874, SearchValues.Create("านรอกเงมยลวดทส่้ะีิบคหตปขแไ็ัืุูจพชใผ")),
    ];

    private static readonly SearchValues<char> Cyrillic = SearchValues.Create(Russian);

    /// <summary>The code page, or null where neither the Cyrillic one that was found nor another one fits.</summary>
    /// <param name="sample">8-bit text.</param>
    /// <param name="cyrillic">The Cyrillic code page that fits best, or 0.</param>
    public static int? CodePage(ReadOnlySpan<byte> sample, int cyrillic)
    {
        var (best, score) = cyrillic == 0 ? ((int?)null, 0.5) : (cyrillic, Math.Max(0.5, Share(sample, cyrillic, Cyrillic)));
        foreach (var (codePage, common) in Others)
        {
            if (Share(sample, codePage, common) is var share && share > score)
                (best, score) = (codePage, share);
        }
        return best;
    }

    private static double Share(ReadOnlySpan<byte> sample, int codePage, SearchValues<char> common)
    {
        double good = 0, all = 0;
        foreach (var letter in Charset.FromCodePage(codePage)!.GetString(sample))
        {
            if (letter < 0x80)
                continue;
            all++;
            good += common.Contains(letter) ? 1 : 0;
        }
        return all == 0 ? 0 : good / all;
    }
}

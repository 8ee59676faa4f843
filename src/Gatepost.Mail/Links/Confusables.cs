using System.Collections.Frozen;
using Gatepost.Mail.Links.Urls;

namespace Gatepost.Mail.Links;

/// <summary>
/// Names that look like others: letters of Cyrillic, Greek and Armenian that are drawn as Latin ones. A small table of our own by the look of common fonts; the whole of UTS 39 would also call names confusable that nobody
/// confuses.
/// </summary>
internal static class Confusables
{
    /// <summary>Drawn the same: a label of these alone is a Latin word to the eye.</summary>
    private static readonly FrozenDictionary<char, char> Same = Pairs("аaсcԁdеeһhіiјjӏlоoрpԛqѕsуyүyѵvԝwхxԍgϲcοoνvιiαaρpυuϳjօoսuհhոnցgզqյjɑaɡgıiɩiǀlʋv");

    /// <summary>Drawn alike: nobody writes them among Latin letters for another reason.</summary>
    private static readonly FrozenDictionary<char, char> Alike = Pairs("вbьbёeєeнhїiкkмmпnтtшwгrκkτtχxγyηnωwεeβbμuσoδdքpլlաwկq");

    /// <summary>What a host looks like, and whether labels of it mix writings that no language mixes.</summary>
    public static (string? LooksLike, bool MixesScripts) Of(string? host)
    {
        if (host is null || !host.Contains("xn--", StringComparison.Ordinal))
            return (null, false);
        var labels = InternationalName.ToUnicode(host).Split('.');
        var mixes = false;
        for (var index = 0; index < labels.Length; index++)
        {
            var isMixed = IsMixed(labels[index]);
            mixes |= isMixed;
            labels[index] = Skeleton(labels[index], isMixed);
        }
        var skeleton = string.Join('.', labels);
        return (skeleton != host && System.Text.Ascii.IsValid(skeleton) ? skeleton : null, mixes);
    }

    private static string Skeleton(string label, bool isMixed) =>
        string.Create(label.Length, (label, isMixed), static (output, from) =>
        {
            for (var index = 0; index < output.Length; index++)
            {
                var letter = from.label[index];
                output[index] = Same.TryGetValue(letter, out var latin) || (from.isMixed && Alike.TryGetValue(letter, out latin)) ? latin : letter;
            }
        });

    private static bool IsMixed(string label)
    {
        var scripts = 0;
        foreach (var letter in label)
            scripts |= ScriptOf(letter);
        return (scripts & (scripts - 1)) != 0;
    }

    /// <summary>A bit each; digits, hyphens, marks and the writings of East Asia, where Latin letters are at home, have none.</summary>
    private static int ScriptOf(char letter) => letter switch
    {
        (>= 'a' and <= 'z') or (>= '\u00df' and <= '\u024f') or (>= '\u0250' and <= '\u02af') or (>= '\u1e00' and <= '\u1eff') => 1,
        (>= '\u0370' and <= '\u03ff') or (>= '\u1f00' and <= '\u1fff') => 2,
        >= '\u0400' and <= '\u052f' => 4,
        >= '\u0530' and <= '\u058f' => 8,
        >= '\u0590' and <= '\u05ff' => 16,
        >= '\u0600' and <= '\u06ff' => 32,
        >= '\u10a0' and <= '\u10ff' => 64,
        _ => 0,
    };

    private static FrozenDictionary<char, char> Pairs(string pairs) =>
        pairs.Chunk(2).DistinctBy(pair => pair[0]).ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}

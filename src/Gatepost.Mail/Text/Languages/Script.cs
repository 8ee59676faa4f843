namespace Gatepost.Mail.Text.Languages;

/// <summary>The writings that languages are told by.</summary>
internal enum Script
{
    /// <summary>Digits, punctuation, symbols.</summary>
    None = 0,
    Latin,
    Cyrillic,
    Greek,
    Armenian,
    Georgian,
    Hebrew,
    Arabic,
    Devanagari,
    Bengali,
    Gurmukhi,
    Gujarati,
    Tamil,
    Telugu,
    Kannada,
    Malayalam,
    Sinhala,
    Thai,
    Lao,
    Burmese,
    Khmer,
    Ethiopic,
    Hangul,
    Kana,
    Han,
}

/// <summary>Which writing a letter is of.</summary>
internal static class Scripts
{
    public static Script Of(char letter) => letter switch
    {
        (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '\u00c0' and <= '\u024f' and not '\u00d7' and not '\u00f7') or (>= '\u1e00' and <= '\u1eff') => Script.Latin,
        < '\u0370' => Script.None,
        <= '\u03ff' or (>= '\u1f00' and <= '\u1fff') => Script.Greek,
        <= '\u052f' => Script.Cyrillic,
        <= '\u058f' => Script.Armenian,
        <= '\u05ff' => Script.Hebrew,
        (<= '\u06ff') or (>= '\u0750' and <= '\u077f') or (>= '\ufb50' and <= '\ufdff') or (>= '\ufe70' and <= '\ufefc') => Script.Arabic,
        < '\u0900' => Script.None,
        <= '\u097f' => Script.Devanagari,
        <= '\u09ff' => Script.Bengali,
        <= '\u0a7f' => Script.Gurmukhi,
        <= '\u0aff' => Script.Gujarati,
        >= '\u0b80' and <= '\u0bff' => Script.Tamil,
        >= '\u0c00' and <= '\u0c7f' => Script.Telugu,
        >= '\u0c80' and <= '\u0cff' => Script.Kannada,
        >= '\u0d00' and <= '\u0d7f' => Script.Malayalam,
        >= '\u0d80' and <= '\u0dff' => Script.Sinhala,
        >= '\u0e00' and <= '\u0e7f' => Script.Thai,
        >= '\u0e80' and <= '\u0eff' => Script.Lao,
        >= '\u1000' and <= '\u109f' => Script.Burmese,
        >= '\u10a0' and <= '\u10ff' => Script.Georgian,
        >= '\u1200' and <= '\u137f' => Script.Ethiopic,
        >= '\u1780' and <= '\u17ff' => Script.Khmer,
        (>= '\u1100' and <= '\u11ff') or (>= '\uac00' and <= '\ud7a3') => Script.Hangul,
        (>= '\u3040' and <= '\u30ff') or (>= '\uff66' and <= '\uff9f') => Script.Kana,
        (>= '\u3400' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff') => Script.Han,
        _ => Script.None,
    };

    /// <summary>The language that is mostly written in it.</summary>
    public static string? LanguageOf(Script script) => script switch
    {
        Script.Greek => "el",
        Script.Armenian => "hy",
        Script.Georgian => "ka",
        Script.Hebrew => "he",
        Script.Devanagari => "hi",
        Script.Bengali => "bn",
        Script.Gurmukhi => "pa",
        Script.Gujarati => "gu",
        Script.Tamil => "ta",
        Script.Telugu => "te",
        Script.Kannada => "kn",
        Script.Malayalam => "ml",
        Script.Sinhala => "si",
        Script.Thai => "th",
        Script.Lao => "lo",
        Script.Burmese => "my",
        Script.Khmer => "km",
        Script.Ethiopic => "am",
        Script.Hangul => "ko",
        _ => null,
    };
}

/// <summary>How many letters of each writing a text has.</summary>
internal readonly struct ScriptCounts
{
    /// <summary>A sign of Chinese or a syllable of Korean says as much as several letters; product names and addresses in Latin letters stand in any text.</summary>
    private const int LatinShare = 3;

    private readonly int[] _counts;

    public ScriptCounts(ReadOnlySpan<char> text)
    {
        _counts = new int[(int)Script.Han + 1];
        foreach (var letter in text)
            _counts[(int)Scripts.Of(letter)]++;
    }

    public int Of(Script script) => _counts[(int)script];

    /// <summary>The writing of the text, or null where it has fewer letters.</summary>
    public Script? Most(int fewest)
    {
        var best = Script.Latin;
        for (var script = Script.Cyrillic; script <= Script.Han; script++)
        {
            var count = Of(script) * (best == Script.Latin ? LatinShare : 1);
            if (count > Of(best))
                best = script;
        }
        return Of(best) >= fewest || (best >= Script.Kana && Of(best) > 1) ? best : null;
    }
}

namespace Gatepost.Mail.Links;

/// <summary>Writings without spaces between words, so that a link begins and ends in the middle of a sentence.</summary>
internal static class EastAsian
{
    /// <summary>Han, kana, hangul.</summary>
    public static bool IsLetter(char letter) => letter is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uac00' and <= '\ud7a3') or (>= '\uf900' and <= '\ufaff');
}

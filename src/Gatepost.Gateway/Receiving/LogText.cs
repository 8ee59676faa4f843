namespace Gatepost.Gateway.Receiving;

/// <summary>Makes text of strangers fit for a log line.</summary>
internal static class LogText
{
    /// <summary>Control characters would break the line or the terminal; each becomes a question mark.</summary>
    public static string Clean(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return string.Concat(text.Select(x => char.IsControl(x) ? '?' : x));
        }
        return text;
    }

    /// <summary>Cuts to a length without splitting a surrogate pair.</summary>
    public static string? Cut(string? text, int length)
    {
        if (text is null || text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}

namespace Gatepost.Gateway.Receiving;

/// <summary>Bounds text of strangers that is kept as it is: what shows it cleans it.</summary>
internal static class LogText
{
    /// <summary>Cuts to a length without splitting a surrogate pair.</summary>
    public static string? Cut(string? text, int length)
    {
        if (text is null || text.Length <= length)
            return text;
        return char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];
    }
}

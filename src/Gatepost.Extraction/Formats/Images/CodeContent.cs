using System.Buffers;

namespace Gatepost.Extraction.Formats.Images;

/// <summary>What a code leads to: a link where a telephone would open one, else a text.</summary>
internal static class CodeContent
{
    // The largest code holds 7,089 digits.
    private const int MaxCharacters = 8_192;

    private static readonly SearchValues<char> NotInHosts = SearchValues.Create(" \t\r\n<>\"@");

    private static readonly string[] Schemes = ["http:", "https:", "ftp:", "mailto:", "tel:", "sms:", "smsto:", "mmsto:", "geo:", "market:", "intent:", "whatsapp:", "tg:", "bitcoin:", "ethereum:", "javascript:", "data:", "file:"];

    /// <summary>States the content of a code.</summary>
    public static void State(string content, FormatOutput output)
    {
        var text = content.Trim();
        text = text[..Math.Min(text.Length, MaxCharacters)];
        if (LinkOf(text) is { } link)
            output.Link(link, "qr");
        else
            output.Text(text);
        // Wi-Fi settings, cards and the like are texts, with links within.
        if (LinkOf(text) is null)
        {
            foreach (var url in UrlsInText.Find(text))
                output.Link(url, "qr");
        }
    }

    private static string? LinkOf(string text)
    {
        if (text.StartsWith("URL:", StringComparison.OrdinalIgnoreCase))
            text = text[4..].TrimStart();
        if (text.StartsWith("URLTO:", StringComparison.OrdinalIgnoreCase))
            text = text[6..].TrimStart();
        foreach (var scheme in Schemes)
        {
            if (text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && text.Length > scheme.Length)
                return text;
        }
        return IsBareHost(text) ? text.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? text : "http://" + text : null;
    }

    /// <summary><c>example.com/path</c>, which telephones open.</summary>
    private static bool IsBareHost(string text)
    {
        if (text.Length < 4 || text.AsSpan().IndexOfAny(NotInHosts) >= 0)
            return false;
        var end = text.AsSpan().IndexOfAny("/?#:");
        var host = end < 0 ? text : text[..end];
        var dot = host.LastIndexOf('.');
        return dot > 0 && host.Length - dot > 2 && char.IsLetter(host[dot + 1]) && char.IsLetterOrDigit(host[0])
            && host.All(letter => char.IsLetterOrDigit(letter) || letter is '.' or '-') && !host.Contains("..", StringComparison.Ordinal)
            && (end >= 0 || host.Count(letter => letter == '.') <= 4);
    }
}

using System.Buffers;
using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>The charset that an HTML text declares for itself (HTML standard, section 13.2.3.2), where its part declares none.</summary>
internal static class HtmlCharset
{
    // The standard looks at the first 1,024 octets.
    private const int PrescanOctets = 1_024;

    private static readonly SearchValues<char> Ends = SearchValues.Create(" \t\r\n;\"'/>");

    /// <summary>The name, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> html)
    {
        var head = Encoding.Latin1.GetString(html[..Math.Min(html.Length, PrescanOctets)]).AsSpan();
        var at = head.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var value = head[(at + "charset".Length)..].TrimStart();
        if (!value.StartsWith('='))
            return null;
        value = value[1..].TrimStart().TrimStart("\"'");
        var end = value.IndexOfAny(Ends);
        var name = (end < 0 ? value : value[..end]).ToString();
        // Browsers read no page by UTF-7 (WHATWG Encoding, section 4.3), whatever it says of itself.
        if (Charset.Find(name) is { CodePage: Charset.Utf7 })
            return null;
        return name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) ? "utf-8" : name;
    }
}

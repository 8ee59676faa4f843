using System.Globalization;

namespace Gatepost.Extraction.Formats.Web.Drawings;

/// <summary>Whether the ground of an element is dark, as far as attributes, styles and the classes of the page's own style sheets say.</summary>
internal sealed class CellColours
{
    // Sheets of newsletters have some hundreds.
    private const int MaxClasses = 4_096;

    private readonly Dictionary<string, bool> _classes = new(StringComparer.Ordinal);

    /// <summary>Takes a style sheet: rules of one class each.</summary>
    public void Sheet(ReadOnlySpan<char> sheet)
    {
        while (_classes.Count < MaxClasses && sheet.IndexOf('{') is var open and >= 0)
        {
            var selector = sheet[..open];
            var close = sheet[open..].IndexOf('}');
            if (close < 0)
                return;
            if (OfStyle(sheet.Slice(open, close)) is { } isDark)
            {
                var dot = selector.LastIndexOf('.');
                if (dot >= 0)
                    _classes.TryAdd(selector[(dot + 1)..].Trim().ToString(), isDark);
            }
            sheet = sheet[(open + close + 1)..];
        }
    }

    /// <summary>Of the tag that was read, or null where it has no ground of its own.</summary>
    public bool? Of(ref MarkupScanner tag)
    {
        if (tag.Attribute("style") is { } style && OfStyle(style) is { } own)
            return own;
        if (tag.Attribute("bgcolor") is { } colour && IsDark(colour) is { } attribute)
            return attribute;
        foreach (var name in (tag.Attribute("class") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (_classes.TryGetValue(name, out var isDark))
                return isDark;
        }
        return null;
    }

    private static bool? OfStyle(ReadOnlySpan<char> style)
    {
        var at = style.IndexOf("background", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var value = style[(at + "background".Length)..];
        var colon = value.IndexOf(':');
        if (colon < 0)
            return null;
        value = value[(colon + 1)..];
        var end = value.IndexOfAny(';', '}');
        // Commas of functions may have blanks after them.
        foreach (var word in (end < 0 ? value : value[..end]).ToString().Replace(", ", ",", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (IsDark(word) is { } isDark)
                return isDark;
        }
        return null;
    }

    private static bool? IsDark(string colour)
    {
        var word = colour.Trim().TrimEnd('!', ',').ToLowerInvariant();
        if (word.StartsWith("rgb", StringComparison.Ordinal))
            return OfFunction(word);
        var digits = word.TrimStart('#');
        if (digits.Length is 3 or 6 or 8 && digits.All(char.IsAsciiHexDigit))
        {
            var wide = digits.Length == 3;
            int Part(int index) => int.Parse(wide ? new string(digits[index], 2) : digits.Substring(index * 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            return IsDark(Part(0), Part(1), Part(2));
        }
        return word switch
        {
            "black" or "navy" or "darkblue" or "darkgreen" or "maroon" or "purple" or "indigo" or "darkslategray" or "midnightblue" or "blue" or "green" or "teal" or "dimgray" => true,
            "white" or "transparent" or "none" or "snow" or "ivory" or "whitesmoke" or "yellow" or "silver" or "lightgray" or "lightgrey" or "gainsboro" or "aliceblue" => false,
            _ => null,
        };
    }

    private static bool? OfFunction(string word)
    {
        var open = word.IndexOf('(', StringComparison.Ordinal);
        var parts = open < 0 ? [] : word[(open + 1)..].TrimEnd(')').Split(',');
        if (parts.Length < 3)
            return null;
        var values = parts.Take(3).Select(part => int.TryParse(part, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : -1).ToArray();
        return values.Contains(-1) ? null : IsDark(values[0], values[1], values[2]);
    }

    private static bool IsDark(int red, int green, int blue) => (299 * red) + (587 * green) + (114 * blue) < 128_000;
}

using System.Collections.Frozen;
using System.Globalization;

namespace Gatepost.Mail.Text.Styles;

/// <summary>A colour of CSS or of HTML's own attributes, as far as it takes to tell text from its background.</summary>
internal readonly record struct CssColor(byte Red, byte Green, byte Blue, bool IsTransparent = false)
{
    /// <summary>Below this sum of differences, of 765, nobody reads a text: #fefefe on white has 3; pale grey on white, which designers like, has 60.</summary>
    private const int NearlySame = 24;

    public static CssColor Black => default;

    public static CssColor White => new(255, 255, 255);

    private static readonly FrozenDictionary<string, CssColor>.AlternateLookup<ReadOnlySpan<char>> Names = new Dictionary<string, CssColor>
    {
        ["white"] = White, ["black"] = Black, ["red"] = new(255, 0, 0), ["lime"] = new(0, 255, 0), ["blue"] = new(0, 0, 255), ["yellow"] = new(255, 255, 0), ["cyan"] = new(0, 255, 255),
        ["aqua"] = new(0, 255, 255), ["magenta"] = new(255, 0, 255), ["fuchsia"] = new(255, 0, 255), ["gray"] = new(128, 128, 128), ["grey"] = new(128, 128, 128), ["silver"] = new(192, 192, 192),
        ["maroon"] = new(128, 0, 0), ["olive"] = new(128, 128, 0), ["green"] = new(0, 128, 0), ["teal"] = new(0, 128, 128), ["navy"] = new(0, 0, 128), ["purple"] = new(128, 0, 128), ["orange"] = new(255, 165, 0),
        ["whitesmoke"] = new(245, 245, 245), ["snow"] = new(255, 250, 250), ["ivory"] = new(255, 255, 240), ["ghostwhite"] = new(248, 248, 255), ["floralwhite"] = new(255, 250, 240),
        ["lightgray"] = new(211, 211, 211), ["lightgrey"] = new(211, 211, 211), ["darkgray"] = new(169, 169, 169), ["darkgrey"] = new(169, 169, 169), ["gainsboro"] = new(220, 220, 220),
        ["transparent"] = new(0, 0, 0, true),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>True where text of one cannot be told from a background of the other.</summary>
    public bool IsLost(CssColor background) =>
        IsTransparent || Math.Abs(Red - background.Red) + Math.Abs(Green - background.Green) + Math.Abs(Blue - background.Blue) < NearlySame;

    /// <summary>Null for what is none that we know.</summary>
    public static CssColor? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.StartsWith('#'))
            return Hex(text[1..]);
        if (text.StartsWith("rgb", StringComparison.OrdinalIgnoreCase))
            return Function(text);
        if (Names.TryGetValue(text, out var named))
            return named;
        // HTML's own attributes take the number without its sign.
        return text.Length == 6 ? Hex(text) : null;
    }

    private static CssColor? Hex(ReadOnlySpan<char> digits)
    {
        if (digits.Length is not (3 or 4 or 6 or 8) || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            return null;
        return digits.Length switch
        {
            3 => new CssColor(Double(value >> 8), Double(value >> 4), Double(value)),
            4 => new CssColor(Double(value >> 12), Double(value >> 8), Double(value >> 4), (value & 15) == 0),
            6 => new CssColor((byte)(value >> 16), (byte)(value >> 8), (byte)value),
            _ => new CssColor((byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (value & 255) == 0),
        };
    }

    private static byte Double(uint digit) => (byte)((digit & 15) * 17);

    /// <summary><c>rgb(1, 2, 3)</c>, <c>rgba(1 2 3 / 0)</c>.</summary>
    private static CssColor? Function(ReadOnlySpan<char> text)
    {
        var open = text.IndexOf('(');
        Span<double> values = stackalloc double[4];
        values[3] = 1;
        var count = 0;
        foreach (var range in open < 0 ? default : text[(open + 1)..].TrimEnd(')').SplitAny(" ,/\t"))
        {
            var word = text[(open + 1)..].TrimEnd(')')[range];
            if (word.Length == 0)
                continue;
            var isShare = word.EndsWith('%');
            if (count == 4 || !double.TryParse(word.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                return null;
            values[count] = isShare ? value * (count == 3 ? 0.01 : 2.55) : value;
            count++;
        }
        return count < 3 ? null : new CssColor(Channel(values[0]), Channel(values[1]), Channel(values[2]), values[3] < 0.05);
    }

    private static byte Channel(double value) => (byte)Math.Clamp(value, 0, 255);
}

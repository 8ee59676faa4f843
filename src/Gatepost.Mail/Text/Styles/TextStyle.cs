using System.Globalization;

namespace Gatepost.Mail.Text.Styles;

/// <summary>
/// What of an element's look decides whether its text is seen. Inherited from the element around it, changed by its own declarations (CSS 2.2, by property). What an element cannot undo for itself once one around
/// it is hidden, stays.
/// </summary>
internal readonly record struct TextStyle
{
    /// <summary>Of this size and below nothing is read, and of size one filters are fed.</summary>
    private const double UnreadableSize = 1.5;

    /// <summary>Farther than this to the left or top no page begins.</summary>
    private const double OffPage = -400;

    private const double DefaultSize = 16;

    public static TextStyle OfPage => new() { Color = CssColor.Black, Background = CssColor.White, Size = DefaultSize };

    /// <summary>An element around it or itself is not drawn at all.</summary>
    public bool IsGone { get; init; }

    /// <summary><c>visibility</c>, which an element within may turn back.</summary>
    public bool IsInvisible { get; init; }

    public CssColor Color { get; init; }

    /// <summary>Null where a picture or a gradient is behind the text.</summary>
    public CssColor? Background { get; init; }

    /// <summary>Pixels.</summary>
    public double Size { get; init; }

    public bool IsHidden => IsGone || IsInvisible || Size < UnreadableSize || (Background is { } background && Color.IsLost(background));

    /// <summary>With the declarations of a style.</summary>
    public TextStyle With(ReadOnlySpan<char> style)
    {
        if (style.Length == 0)
            return this;
        if (style.Contains("/*", StringComparison.Ordinal))
            style = WithoutComments(style);
        var changed = this;
        var box = default(BoxStyle);
        var declarations = new CssDeclarations(style);
        while (declarations.Read())
        {
            changed = changed.Apply(declarations.Name, declarations.Value);
            box = box.Apply(declarations.Name, declarations.Value);
        }
        return box.IsHidden ? changed with { IsGone = true } : changed;
    }

    public TextStyle WithColor(ReadOnlySpan<char> value) => CssColor.Parse(value) is { } color ? this with { Color = color } : this;

    public TextStyle WithBackground(ReadOnlySpan<char> value) => CssColor.Parse(value) is { IsTransparent: false } color ? this with { Background = color } : this;

    private TextStyle Apply(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
    {
        if (Is(name, "display"))
            return Is(value, "none") ? this with { IsGone = true } : this;
        if (Is(name, "visibility"))
            return this with { IsInvisible = Is(value, "hidden") || Is(value, "collapse") };
        if (Is(name, "mso-hide"))
            return Is(value, "all") ? this with { IsGone = true } : this;
        if (Is(name, "opacity"))
            return double.TryParse(value.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var opacity) && opacity < 0.05 ? this with { IsGone = true } : this;
        if (Is(name, "color"))
            return WithColor(value);
        if (Is(name, "background-color"))
            return WithBackground(value);
        if (Is(name, "background-image"))
            return Is(value, "none") ? this : this with { Background = null };
        if (Is(name, "background"))
            return Behind(value);
        if (Is(name, "font-size"))
            return CssLength.Parse(value, Size) is { } size ? this with { Size = size } : this;
        return Is(name, "font") ? WithFont(value) : this;
    }

    /// <summary>The first word that is a colour; with a picture nobody knows what is behind the text.</summary>
    private TextStyle Behind(ReadOnlySpan<char> value)
    {
        if (value.Contains("url(", StringComparison.OrdinalIgnoreCase) || value.Contains("gradient", StringComparison.OrdinalIgnoreCase))
            return this with { Background = null };
        if (value.Contains('('))
            return WithBackground(value);
        foreach (var range in value.Split(' '))
        {
            if (CssColor.Parse(value[range]) is { IsTransparent: false } color)
                return this with { Background = color };
        }
        return this;
    }

    /// <summary><c>font: italic 0px/0 Arial</c>: the first length.</summary>
    private TextStyle WithFont(ReadOnlySpan<char> value)
    {
        foreach (var range in value.Split(' '))
        {
            var word = value[range];
            var slash = word.IndexOf('/');
            word = slash < 0 ? word : word[..slash];
            // A number alone is the weight, but zero is a size.
            if (word.Length > 0 && (!char.IsAsciiDigit(word[^1]) || word is "0") && CssLength.Parse(word, Size) is { } size)
                return this with { Size = size };
        }
        return this;
    }

    private static ReadOnlySpan<char> WithoutComments(ReadOnlySpan<char> style)
    {
        var output = new System.Text.StringBuilder(style.Length);
        while (style.IndexOf("/*", StringComparison.Ordinal) is var open and >= 0)
        {
            output.Append(style[..open]);
            var close = style[(open + 2)..].IndexOf("*/", StringComparison.Ordinal);
            style = close < 0 ? default : style[(open + 2 + close + 2)..];
        }
        return output.Append(style).ToString();
    }

    private static bool Is(ReadOnlySpan<char> text, ReadOnlySpan<char> word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>What hides a box only together: its size with its overflow, its position with its offset.</summary>
    private readonly record struct BoxStyle(bool IsEmpty, bool IsCut, bool IsPositioned, bool IsFar, bool IsAway)
    {
        public bool IsHidden => (IsEmpty && IsCut) || (IsPositioned && IsFar) || IsAway;

        public BoxStyle Apply(ReadOnlySpan<char> name, ReadOnlySpan<char> value)
        {
            if (Is(name, "max-height") || Is(name, "height") || Is(name, "max-width") || Is(name, "width"))
                return (!value.EndsWith('%') || value is "0%") && CssLength.Parse(value, DefaultSize) < UnreadableSize ? this with { IsEmpty = true } : this;
            if (Is(name, "overflow") || Is(name, "overflow-x") || Is(name, "overflow-y"))
                return this with { IsCut = Is(value, "hidden") || Is(value, "clip") };
            if (Is(name, "position"))
                return this with { IsPositioned = Is(value, "absolute") || Is(value, "fixed") || Is(value, "relative") };
            if (Is(name, "left") || Is(name, "top") || Is(name, "right") || Is(name, "bottom"))
                return CssLength.Parse(value, DefaultSize) < OffPage ? this with { IsFar = true } : this;
            if (Is(name, "text-indent") || Is(name, "margin-left") || Is(name, "margin-top"))
                return CssLength.Parse(value, DefaultSize) < OffPage ? this with { IsAway = true } : this;
            if (Is(name, "clip"))
                return value.StartsWith("rect(0", StringComparison.OrdinalIgnoreCase) && !value.ContainsAnyInRange('2', '9') ? this with { IsAway = true } : this;
            return Is(name, "transform") && value.Contains("scale(0)", StringComparison.OrdinalIgnoreCase) ? this with { IsAway = true } : this;
        }
    }
}

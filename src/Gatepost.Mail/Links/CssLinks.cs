using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Links;

/// <summary>
/// What a style makes a mail program fetch: <c>url(...)</c> and <c>@import "..."</c> (CSS Syntax, sections 4.3.5 to 4.3.7). Found wherever they stand: what is broken in between, or commented out for one program, is read by
/// another.
/// </summary>
internal static class CssLinks
{
    private const string Function = "url(";
    private const string Import = "@import";

    /// <summary>Linear: each place is looked at once.</summary>
    public static void Read(ReadOnlySpan<char> css, Action<string> add)
    {
        for (var rest = css; ;)
        {
            var function = rest.IndexOf(Function, StringComparison.OrdinalIgnoreCase);
            var before = function < 0 ? rest : rest[..function];
            ReadImports(before, add);
            if (function < 0)
                return;
            rest = rest[(function + Function.Length)..].TrimStart(" \t\r\n\f");
            var end = ValueEnd(rest, out var value);
            Add(value, add);
            rest = rest[end..];
        }
    }

    /// <summary><c>@import "a.css"</c>; with <c>url(</c> it is found as that.</summary>
    private static void ReadImports(ReadOnlySpan<char> css, Action<string> add)
    {
        while (css.IndexOf(Import, StringComparison.OrdinalIgnoreCase) is var at and >= 0)
        {
            css = css[(at + Import.Length)..].TrimStart(" \t\r\n\f");
            if (css.Length == 0 || css[0] is not ('"' or '\''))
                continue;
            var end = ValueEnd(css, out var value);
            Add(value, add);
            css = css[end..];
        }
    }

    /// <summary>Where a quoted or bare address ends.</summary>
    private static int ValueEnd(ReadOnlySpan<char> text, out ReadOnlySpan<char> value)
    {
        var isQuoted = text.Length > 0 && text[0] is '"' or '\'';
        var start = isQuoted ? 1 : 0;
        var end = start;
        while (end < text.Length && (isQuoted ? text[end] != text[0] && text[end] is not ('\n' or '\f') : text[end] is not (')' or ' ' or '\t' or '\r' or '\n' or '\f' or '"' or '\'' or '<')))
            end += text[end] == '\\' && end + 1 < text.Length ? 2 : 1;
        value = text[start..end];
        return end;
    }

    private static void Add(ReadOnlySpan<char> value, Action<string> add)
    {
        if (value.Length > 0)
            add(value.Contains('\\') ? Unescaped(value) : value.ToString());
    }

    /// <summary><c>\68 ttp</c> is <c>http</c> (section 4.3.7).</summary>
    private static string Unescaped(ReadOnlySpan<char> value)
    {
        var output = new StringBuilder(value.Length);
        for (var index = 0; index < value.Length; index++)
        {
            if (value[index] != '\\' || index + 1 == value.Length)
            {
                output.Append(value[index]);
                continue;
            }
            var digits = 0;
            while (digits < 6 && index + 1 + digits < value.Length && char.IsAsciiHexDigit(value[index + 1 + digits]))
                digits++;
            if (digits == 0)
            {
                output.Append(value[++index]);
                continue;
            }
            var code = int.Parse(value.Slice(index + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            output.Append(code != 0 && Rune.TryCreate(code, out var rune) ? rune.ToString() : "\ufffd");
            index += digits;
            if (index + 1 < value.Length && value[index + 1] is ' ' or '\t' or '\n')
                index++;
        }
        return output.ToString();
    }
}

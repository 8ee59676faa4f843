using System.Collections.Frozen;
using System.Globalization;
using Gatepost.Mail.Links.Suffixes;

namespace Gatepost.Mail.Links;

/// <summary>
/// Names in plain text without scheme and <c>www.</c>: <c>example.com/login</c>. Many programs make them clickable. Conservative, since a false link would be rewritten or looked up: the last label must be one of the
/// Internet's, and not the ending of a file; nothing that belongs to an address, a path or a word may touch the name.
/// </summary>
internal static class BareDomain
{
    private const int MaxNameLength = 253;

    /// <summary>Last labels that are endings of files: with one of them a name of two labels is a link only if a path follows.</summary>
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Endings = new[]
    {
        "zip", "mov", "sh", "pl", "py", "rs", "md", "ps", "pm", "cc", "so", "app", "la", "ai", "bz", "gz", "cab", "com.ps", "st", "tf", "mm", "mp", "as", "ml", "vi", "id", "to", "is", "it", "in", "my", "me", "at", "no",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Reads what stands between two other links. Linear: what a name was cut from is not looked at again.</summary>
    public static void Read(ReadOnlySpan<char> text, int from, int to, LinkCollection links, string carrier, string part)
    {
        while (!links.IsFull && from < to && text[from..to].IndexOf('.') is var found and >= 0)
        {
            var dot = from + found;
            var start = dot;
            while (start > from && dot - start <= MaxNameLength && IsOfName(text[start - 1]) && (start == dot || !Touches(text[start - 1], text[start])))
                start--;
            var raw = NameEnd(text[..to], dot);
            var end = dot + 1 + text[(dot + 1)..raw].TrimEnd(".-").Length;
            from = raw;
            if (start == dot || end - start > MaxNameLength || !IsFree(text, start) || !IsLink(text, start, end, out var hasPath))
                continue;
            var length = hasPath ? LinkEnd.Trim(text.Slice(start, LinkEnd.Of(text[start..to]))).Length : end - start;
            links.Add(text.Slice(start, length).ToString(), carrier, part, null, isBare: true);
            from = Math.Max(raw, start + length);
        }
    }

    private static int NameEnd(ReadOnlySpan<char> text, int dot)
    {
        var end = dot + 1;
        while (end < text.Length && (IsOfName(text[end]) || (text[end] == '.' && text[end - 1] != '.')) && !Touches(text[end - 1], text[end]))
            end++;
        return end;
    }

    private static bool IsLink(ReadOnlySpan<char> text, int start, int end, out bool hasPath)
    {
        hasPath = end < text.Length && text[end] is '/' or '?' or '#';
        var name = text[start..end];
        var last = name[(name.LastIndexOf('.') + 1)..];
        // "Visitwww.example.com": a word that touches a link makes no name of it.
        if (name.IndexOf("www.", StringComparison.OrdinalIgnoreCase) > 0)
            return false;
        if (name[0] == '-' || !PublicSuffixList.Current.IsTopLevel(last) || name.Contains("..", StringComparison.Ordinal) || (!hasPath && Endings.Contains(last) && name.Count('.') == 1))
            return false;
        // "end.In the" is a sentence; nobody writes a name in mixed case like this.
        if (last.Length > 1 && char.IsUpper(last[0]) && !char.IsUpper(last[^1]))
            return false;
        if (end < text.Length && text[end] == ':' && HasPort(text[(end + 1)..], out var length))
            hasPath = length <= 5;
        if (end < text.Length && (text[end] is '@' or '_' || (text[end] == ':' && HasPort(text[(end + 1)..], out var digits) && digits > 5)))
            return false;
        return !System.Text.Ascii.IsValid(name) || PublicSuffixList.Current.Find(name.ToString().ToLowerInvariant()) is not null;
    }

    private static bool HasPort(ReadOnlySpan<char> text, out int length)
    {
        length = text.IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
        return length > 0;
    }

    /// <summary>Nothing in front that makes it a piece of something else.</summary>
    private static bool IsFree(ReadOnlySpan<char> text, int start) =>
        start == 0 || text[start - 1] is not ('@' or '/' or '\\' or ':' or '_' or '=' or '.' or '-' or '&' or '%' or '#' or '$' or '~' or '+');

    /// <summary>Words of East Asia touch a name without being part of it.</summary>
    private static bool Touches(char one, char next) => one != '.' && next != '.' && EastAsian.IsLetter(one) != EastAsian.IsLetter(next);

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || letter == '-'
        || (letter > 0x7f && !LinkEnd.IsEnd(letter) && (char.IsLetterOrDigit(letter) || char.IsSurrogate(letter)
            || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherSymbol));
}

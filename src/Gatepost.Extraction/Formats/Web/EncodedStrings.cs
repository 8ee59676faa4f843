using System.Buffers;
using System.Text;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>Strings of scripts that are nothing but base64, hex digits, <c>\x</c> or percent escapes; pieces that are added up are one.</summary>
internal static class EncodedStrings
{
    private const int FewestCharacters = 128;
    private const int MaxPieces = 20_000;
    private static readonly SearchValues<char> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=-_\r\n \t");
    private static readonly SearchValues<char> NotInWords = SearchValues.Create("0123456789+/");
    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>The octets of the string that begins here with a quote, or null; and where it ends.</summary>
    /// <param name="source">The page.</param>
    /// <param name="start">Of the quote.</param>
    /// <param name="end">After the string, or the place itself where it is no such string.</param>
    /// <param name="isCertain">True where the script says that it is encoded.</param>
    public static byte[]? Read(string source, int start, out int end, out bool isCertain)
    {
        isCertain = IsDecoded(source, start);
        end = start;
        var first = Piece(source, start, out var after);
        if (first is null)
            return null;
        var isAdded = NextPiece(source, after) >= 0;
        var text = isAdded ? Whole(source, first, ref after) : first;
        var octets = text.Length < FewestCharacters ? null : Decode(text);
        // A list of words is passed over as a whole, or each of them would be added up again.
        if (octets is not null || isAdded)
            end = after;
        return octets;
    }

    private static byte[]? Decode(string text)
    {
        var letters = text.AsSpan();
        if (letters.IndexOfAnyExcept(Hex) < 0 && text.Length % 2 == 0)
            return Convert.FromHexString(text);
        if (letters.IndexOfAnyExcept(Base64) < 0 && letters.IndexOfAny(NotInWords) >= 0)
            return letters.Count(' ') > text.Length / 16 ? null : LooseBase64.Decode(text);
        if (text.StartsWith("\\x", StringComparison.Ordinal))
            return LooseBase64.Percent(text.Replace("\\x", "%", StringComparison.Ordinal));
        // Mostly escapes: a page that is written out.
        return letters.Count('%') > text.Length / 12 && text.StartsWith('%') ? LooseBase64.Percent(text) : null;
    }

    /// <summary><c>atob(</c>, <c>unescape(</c>, <c>decodeURIComponent(</c> before it.</summary>
    private static bool IsDecoded(string source, int start)
    {
        var before = source.AsSpan(Math.Max(0, start - 24), Math.Min(start, 24)).TrimEnd();
        return before.EndsWith("atob(", StringComparison.Ordinal) || before.EndsWith("unescape(", StringComparison.Ordinal) || before.EndsWith("decodeURIComponent(", StringComparison.Ordinal);
    }

    private static string? Piece(string source, int start, out int after)
    {
        var close = source.AsSpan(start + 1).IndexOfAny(source[start], '<');
        after = start;
        if (close < 0 || source[start + 1 + close] == '<')
            return null;
        after = start + close + 2;
        return source.Substring(start + 1, close);
    }

    /// <summary>Where the next piece begins after a plus, or a comma in a list that is joined; or -1.</summary>
    private static int NextPiece(string source, int after)
    {
        var rest = source.AsSpan(after, Math.Min(64, source.Length - after)).TrimStart();
        if (rest.Length == 0 || rest[0] is not ('+' or ','))
            return -1;
        var skipped = Math.Min(64, source.Length - after) - rest.Length;
        var quote = rest[1..].TrimStart();
        return quote.Length > 0 && quote[0] is '"' or '\'' or '`' ? after + skipped + (rest.Length - quote.Length) : -1;
    }

    private static string Whole(string source, string first, ref int after)
    {
        var whole = new StringBuilder(first);
        for (var pieces = 0; pieces < MaxPieces && NextPiece(source, after) is var next and >= 0 && Piece(source, next, out var end) is { } piece; pieces++)
        {
            whole.Append(piece);
            after = end;
        }
        return whole.ToString();
    }
}

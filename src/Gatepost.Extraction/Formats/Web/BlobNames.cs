using System.Buffers;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>The names under which a page stores what it carries: the <c>download</c> attribute, or what a script gives it.</summary>
internal sealed class BlobNames(string source)
{
    // Within one tag, attributes stand close to each other.
    private const int Reach = 512;
    private const int MaxName = 255;
    private static readonly SearchValues<char> NotInNames = SearchValues.Create("<>:\r\n,;");
    private static readonly string[] Marks = ["download", "saveAs(", "msSaveOrOpenBlob(", "msSaveBlob(", "new File("];

    private readonly Lazy<string?> _ofScript = new(() => FirstOf(source));

    /// <summary>In the tag around a link.</summary>
    public string? NextTo(int start, int end)
    {
        var from = source.LastIndexOf('<', start, Math.Min(start + 1, Reach));
        var before = from < 0 ? null : After(source.AsSpan(from, start - from), "download");
        var rest = source.AsSpan(end, Math.Min(Reach, source.Length - end));
        var close = rest.IndexOf('>');
        return before ?? After(close < 0 ? rest : rest[..close], "download") ?? OfScript();
    }

    /// <summary>The first that a script gives.</summary>
    public string? OfScript() => _ofScript.Value;

    private static string? FirstOf(string source)
    {
        foreach (var mark in Marks)
        {
            for (var at = source.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = source.IndexOf(mark, at + mark.Length, StringComparison.Ordinal))
            {
                if (After(source.AsSpan(at, Math.Min(Reach, source.Length - at)), mark) is { } name)
                    return name;
            }
        }
        return null;
    }

    /// <summary>The first string after a word that looks like a file name.</summary>
    private static string? After(ReadOnlySpan<char> text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        text = text[(at + word.Length)..];
        for (var strings = 0; strings < 4 && text.IndexOfAny('"', '\'', '`') is var open and >= 0; strings++)
        {
            var close = text[(open + 1)..].IndexOf(text[open]);
            if (close < 0)
                return null;
            var name = text.Slice(open + 1, close);
            if (name.Length is > 2 and <= MaxName && name.LastIndexOf('.') is var dot and > 0 && name.Length - dot is > 1 and <= 9 && name.IndexOfAny(NotInNames) < 0)
                return name.ToString();
            text = text[(open + close + 2)..];
        }
        return null;
    }
}

using System.Buffers;

namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>The questions that text rules ask; never with regard to case.</summary>
internal static class TextSearch
{
    private const StringComparison Folded = StringComparison.OrdinalIgnoreCase;

    private static readonly SearchValues<char> EndsOfName = SearchValues.Create(" \t\r\n>/");

    public static bool Begins(this ReadOnlySpan<char> text, string words) => text.StartsWith(words, Folded);

    public static bool Has(this ReadOnlySpan<char> text, string words) => text.Contains(words, Folded);

    /// <summary>How many of the words stand in the text, each counted once; it stops at what is enough.</summary>
    public static bool HasSeveral(this ReadOnlySpan<char> text, int enough, params ReadOnlySpan<string> words)
    {
        var found = 0;
        foreach (var word in words)
        {
            if (text.Contains(word, Folded) && ++found == enough)
                return true;
        }
        return false;
    }

    /// <summary>The first line, without blanks around it.</summary>
    public static ReadOnlySpan<char> FirstLine(this ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny('\r', '\n');
        return (end < 0 ? text : text[..end]).Trim();
    }

    /// <summary>How many lines begin with one of the words, as far as enough.</summary>
    public static bool HasLines(this ReadOnlySpan<char> text, int enough, params ReadOnlySpan<string> starts)
    {
        var found = 0;
        foreach (var whole in text.EnumerateLines())
        {
            var line = whole.TrimStart(" \t");
            foreach (var start in starts)
            {
                if (line.StartsWith(start, Folded) && ++found == enough)
                    return true;
            }
        }
        return false;
    }

    /// <summary>True where a section <c>[name]</c> stands on a line of its own, as in the settings of Windows and of desktops.</summary>
    public static bool HasSection(this ReadOnlySpan<char> text, string name)
    {
        foreach (var whole in text.EnumerateLines())
        {
            var line = whole.Trim(" \t");
            if (line.Length == name.Length + 2 && line[0] == '[' && line[^1] == ']' && line[1..^1].Equals(name, Folded))
                return true;
        }
        return false;
    }

    /// <summary>
    /// What follows the declaration, the comments, the processing instructions and the document type at the start of markup: the first element. Browsers and programs step over all of them.
    /// </summary>
    public static ReadOnlySpan<char> FirstElement(this ReadOnlySpan<char> text)
    {
        // Each turn takes something off the front: linear.
        while (true)
        {
            text = text.TrimStart(" \t\r\n\f\0");
            var end = text.StartsWith("<!--", Folded) ? After(text, "-->") : text.StartsWith("<?", Folded) || text.StartsWith("<!", Folded) ? After(text, ">") : 0;
            if (end <= 0)
                return end < 0 ? default : text;
            text = text[end..];
        }
    }

    /// <summary>True where the first element of markup has this name, with or without a prefix.</summary>
    public static bool IsElement(this ReadOnlySpan<char> text, string name)
    {
        var element = text.FirstElement();
        if (element.IsEmpty || element[0] != '<')
            return false;
        var end = element.IndexOfAny(EndsOfName);
        var tag = end < 0 ? element[1..] : element[1..end];
        return tag[(tag.IndexOf(':') + 1)..].Equals(name, Folded);
    }

    private static int After(ReadOnlySpan<char> text, string end) => text.IndexOf(end, Folded) is var at and >= 0 ? at + end.Length : -1;
}

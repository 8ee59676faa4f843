using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>
/// The domains of a From field as readers see them, before and after its encoded words are decoded: an encoded bracket is syntax to one and text to the
/// other. Forward passes that forgive: every <c>@</c> outside quotes and comments counts, because some reader shows it.
/// </summary>
internal static class FromDomains
{
    /// <summary>More addresses than this in one From are no letter; bounds what is returned.</summary>
    private const int MostDomains = 100;

    public static IEnumerable<string> Read(HeaderField field) => Read(field.RawValue).Concat(Read(field.Value));

    public static IReadOnlyList<string> Read(string value)
    {
        var domains = new List<string>();
        var comments = Comments(value);
        for (var i = 0; i < value.Length && domains.Count < MostDomains; i++)
        {
            switch (value[i])
            {
                case '\\':
                    i++;
                    break;
                case '"':
                    i = EndOfQuotes(value, i);
                    break;
                case '(':
                    i = comments.GetValueOrDefault(i, i);
                    break;
                case '@':
                    var start = AfterBlanks(value, i + 1, comments);
                    var end = EndOfDomain(value, start);
                    if (end > start)
                        domains.Add(value[start..end]);
                    i = end - 1;
                    break;
            }
        }
        return domains;
    }

    /// <summary>Where each comment ends, by where it begins. A bracket that nothing closes is text: it hides no address behind it.</summary>
    private static Dictionary<int, int> Comments(string value)
    {
        var comments = new Dictionary<int, int>();
        var open = new Stack<int>();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\')
                i++;
            else if (value[i] == '(')
                open.Push(i);
            else if (value[i] == ')' && open.TryPop(out var start))
                comments[start] = i;
        }
        return comments;
    }

    /// <summary>Behind white space and comments, which may stand after the <c>@</c> (RFC 5322 section 4.4).</summary>
    private static int AfterBlanks(string value, int start, Dictionary<int, int> comments)
    {
        var i = start;
        while (i < value.Length)
        {
            if (char.IsWhiteSpace(value[i]))
                i++;
            else if (comments.TryGetValue(i, out var end))
                i = end + 1;
            else
                break;
        }
        return i;
    }

    /// <summary>The closing quote, or the opening one when there is none: then it quotes nothing.</summary>
    private static int EndOfQuotes(string value, int open)
    {
        for (var i = open + 1; i < value.Length; i++)
        {
            if (value[i] == '\\')
                i++;
            else if (value[i] == '"')
                return i;
        }
        return open;
    }

    private static int EndOfDomain(string value, int start)
    {
        var end = start;
        while (end < value.Length && value[end] is not ('>' or '<' or ',' or ';' or ':' or '(' or ')' or '"' or '[' or ']' or '@') && !char.IsWhiteSpace(value[end]))
            end++;
        return end;
    }
}

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>
/// The domains of a From value as readers see them. One forward pass that forgives: every <c>@</c> outside quotes and comments counts, also one that encoded
/// words hid, because some reader shows it.
/// </summary>
internal static class FromDomains
{
    /// <summary>More addresses than this in one From are no letter; bounds what is returned.</summary>
    private const int MostDomains = 100;

    public static IReadOnlyList<string> Read(string value)
    {
        var domains = new List<string>();
        var comments = 0;
        for (var i = 0; i < value.Length && domains.Count < MostDomains; i++)
        {
            switch (value[i])
            {
                case '\\':
                    i++;
                    break;
                case '"' when comments == 0:
                    i = EndOfQuotes(value, i);
                    break;
                case '(':
                    comments++;
                    break;
                case ')' when comments > 0:
                    comments--;
                    break;
                case '@' when comments == 0 && DomainAt(value, i + 1) is { Length: > 0 } domain:
                    domains.Add(domain);
                    i += domain.Length;
                    break;
            }
        }
        return domains;
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

    private static string DomainAt(string value, int start)
    {
        var end = start;
        while (end < value.Length && value[end] is not ('>' or '<' or ',' or ';' or ':' or '(' or ')' or '"' or '[' or ']' or '@') && !char.IsWhiteSpace(value[end]))
            end++;
        return value[start..end];
    }
}

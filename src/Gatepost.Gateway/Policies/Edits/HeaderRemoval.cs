using System.Text;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>Tells whether a field is one that a <see cref="RemoveHeaderEdit"/> names.</summary>
internal static class HeaderRemoval
{
    public static bool Matches(RemoveHeaderEdit edit, string name, ReadOnlySpan<byte> octets)
    {
        if (!NameMatches(edit.Name, name))
            return false;
        return edit.ValuePrefix is not { } prefix || BeginsWith(Unfolded(octets[(octets.IndexOf((byte)':') + 1)..]), prefix);
    }

    /// <summary>Line ends are nothing to who reads a value, not even a CR that stands alone within a word.</summary>
    private static string Unfolded(ReadOnlySpan<byte> value) =>
        string.Concat(Encoding.Latin1.GetString(value).Where(c => c is not ('\r' or '\n')));

    /// <summary>The value begins with the whole name, whatever comments and quotes stand around it.</summary>
    public static bool BeginsWith(ReadOnlySpan<char> text, string prefix)
    {
        var value = text.TrimStart();
        if (Begins(value, prefix))
            return true;
        // RFC 8601 section 2.2 lets comments and quotes stand around the authserv-id: a forger may use them, readers skip them.
        value = SkipComments(value);
        return Begins(value, prefix) || (value.StartsWith("\"", StringComparison.Ordinal) && Begins(Unquoted(value), prefix));
    }

    /// <summary>What a quoted string says to those who read it (RFC 5322 section 3.2.4): <c>mx\.example.org</c> is our name to them.</summary>
    private static string Unquoted(ReadOnlySpan<char> value)
    {
        var text = new StringBuilder();
        for (var i = 1; i < value.Length && value[i] != '"'; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length)
                i++;
            if (value[i] is not ('\r' or '\n'))
                text.Append(value[i]);
        }
        return text.ToString().Trim();
    }

    private static bool NameMatches(string pattern, string name) => pattern.EndsWith('*')
        ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.OrdinalIgnoreCase)
        : string.Equals(name, pattern, StringComparison.OrdinalIgnoreCase);

    /// <summary>Begins with the whole name: <c>mx.example.org</c> does not stand in <c>mx.example.org.example.net</c>.</summary>
    private static bool Begins(ReadOnlySpan<char> value, string prefix)
    {
        if (!value.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = value[prefix.Length..];
        if (rest.IsEmpty || !char.IsAsciiLetterOrDigit(prefix[^1]))
            return true;
        return !char.IsAsciiLetterOrDigit(rest[0]) && rest[0] is not ('-' or '_')
            && !(rest[0] == '.' && rest.Length > 1 && char.IsAsciiLetterOrDigit(rest[1]));
    }

    private static ReadOnlySpan<char> SkipComments(ReadOnlySpan<char> value)
    {
        var depth = 0;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (depth > 0 && c == '\\')
                i++;
            else if (c == '(')
                depth++;
            else if (depth > 0)
                depth -= c == ')' ? 1 : 0;
            else if (!char.IsWhiteSpace(c))
                return value[i..];
        }
        return [];
    }
}

namespace Gatepost.Mail.Text.Styles;

/// <summary>Reads the declarations of a style attribute or block, name and value, in order; a semicolon in quotes or brackets ends none.</summary>
internal ref struct CssDeclarations(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>Without <c>!important</c>.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    public bool Read()
    {
        while (_rest.Length > 0)
        {
            var end = End(_rest);
            var declaration = _rest[..end];
            _rest = end == _rest.Length ? default : _rest[(end + 1)..];
            var colon = declaration.IndexOf(':');
            if (colon < 0)
                continue;
            Name = declaration[..colon].Trim();
            var value = declaration[(colon + 1)..].Trim();
            var important = value.LastIndexOf('!');
            Value = important < 0 ? value : value[..important].TrimEnd();
            return true;
        }
        return false;
    }

    private static int End(ReadOnlySpan<char> text)
    {
        var quote = '\0';
        var depth = 0;
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            if (quote != '\0')
                quote = letter == quote ? '\0' : quote;
            else if (letter is '"' or '\'')
                quote = letter;
            else if (letter == '(')
                depth++;
            else if (letter == ')')
                depth = Math.Max(0, depth - 1);
            else if (letter == ';' && depth == 0)
                return index;
        }
        return text.Length;
    }
}

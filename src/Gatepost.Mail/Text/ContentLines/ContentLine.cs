namespace Gatepost.Mail.Text.ContentLines;

/// <summary>One property of a calendar or a card (RFC 5545 section 3.1, RFC 6350 section 3.3), unfolded.</summary>
/// <param name="Name">Upper case, without the group that cards put in front.</param>
/// <param name="Parameters">As they stand, with the semicolons.</param>
/// <param name="Value">As it stands, quoted-printable undone.</param>
internal sealed record ContentLine(string Name, string Parameters, string Value)
{
    /// <summary>The value of a parameter without its quotes, or null. A parameter of vCard 2.1 may be its value alone: <c>;QUOTED-PRINTABLE</c>.</summary>
    public string? Parameter(string name)
    {
        foreach (var range in Parameters.AsSpan().Split(';'))
        {
            var parameter = Parameters.AsSpan(range).Trim();
            if (parameter.Length > name.Length && parameter[name.Length] == '=' && parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                return parameter[(name.Length + 1)..].Trim('"').ToString();
        }
        return null;
    }

    /// <summary>True where the value is octets in base64, which is no text and no link.</summary>
    public bool IsBinary => Parameter("VALUE") is { } value && value.Equals("BINARY", StringComparison.OrdinalIgnoreCase)
        || Parameter("ENCODING") is { } encoding && encoding.ToUpperInvariant() is "B" or "BASE64";

    /// <summary>The text of the value: <c>\n</c>, <c>\,</c> and <c>\;</c> undone (RFC 5545 section 3.3.11).</summary>
    public string Text()
    {
        if (!Value.Contains('\\', StringComparison.Ordinal))
            return Value;
        var output = new System.Text.StringBuilder(Value.Length);
        for (var index = 0; index < Value.Length; index++)
        {
            if (Value[index] == '\\' && index + 1 < Value.Length)
                output.Append(Value[++index] is 'n' or 'N' ? '\n' : Value[index]);
            else
                output.Append(Value[index]);
        }
        return output.ToString();
    }
}

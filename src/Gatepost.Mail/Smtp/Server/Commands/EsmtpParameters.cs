using System.Text;

namespace Gatepost.Mail.Smtp.Server.Commands;

/// <summary>
/// The parameters of MAIL and RCPT (RFC 5321 section 4.1.2 <c>esmtp-param</c>): keywords in upper case, each once. Taking a parameter out
/// marks it as known; what is left at the end is refused with 555.
/// </summary>
internal sealed class EsmtpParameters
{
    private readonly List<(string Keyword, string? Value)> _parameters = [];

    private EsmtpParameters()
    {
    }

    /// <summary>Reads what follows the path: nothing, or parameters that are each preceded by a space.</summary>
    internal static Parsed<EsmtpParameters> Parse(string text)
    {
        var found = new EsmtpParameters();
        if (text.Length > 0 && text[0] != ' ')
            return Parsed<EsmtpParameters>.Refuse(501, 5, 4, "After the address a space was expected");
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var keyword = (equals < 0 ? word : word[..equals]).ToUpperInvariant();
            var value = equals < 0 ? null : word[(equals + 1)..];
            if (!IsKeyword(keyword) || value is "" || (value?.Contains('=', StringComparison.Ordinal) ?? false))
                return Parsed<EsmtpParameters>.Refuse(501, 5, 4, $"Malformed parameter {word}");
            if (found._parameters.Exists(other => other.Keyword == keyword))
                return Parsed<EsmtpParameters>.Refuse(501, 5, 4, $"Parameter {keyword} given twice");
            found._parameters.Add((keyword, value));
        }
        return Parsed<EsmtpParameters>.Of(found);
    }

    /// <summary>Takes a parameter out; false when the client did not give it.</summary>
    internal bool Take(string keyword, out string? value)
    {
        var index = _parameters.FindIndex(parameter => parameter.Keyword == keyword);
        value = index < 0 ? null : _parameters[index].Value;
        if (index < 0)
            return false;
        _parameters.RemoveAt(index);
        return true;
    }

    /// <summary>555 for the first parameter that nobody took; null when all were known.</summary>
    internal SmtpReply? RefuseUnknown() => _parameters.Count == 0
        ? null
        : SmtpReply.Of(555, 5, 4, $"Parameter {_parameters[0].Keyword} is not supported");

    private static bool IsKeyword(string keyword)
    {
        if (keyword.Length == 0 || keyword[0] == '-' || !Ascii.IsValid(keyword))
            return false;
        foreach (var c in keyword)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                return false;
        }
        return true;
    }
}

using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Dsn;

/// <summary>The encoding of ENVID and ORCPT values: <c>+</c> and two hex digits for an octet (RFC 3461 section 4).</summary>
internal static class Xtext
{
    /// <summary>Decodes; what is no valid escape stays as it is. The result may hold anything, control characters too.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('+', StringComparison.Ordinal))
            return text;
        var octets = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '+' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets.Add(octet);
                i += 2;
            }
            else
            {
                octets.AddRange(Encoding.UTF8.GetBytes(text[i].ToString()));
            }
        }
        return Encoding.UTF8.GetString([.. octets]);
    }
}

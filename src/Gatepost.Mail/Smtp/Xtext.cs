using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Smtp;

/// <summary>The xtext encoding of RFC 3461 section 4, in which ENVID and ORCPT travel.</summary>
public static class Xtext
{
    /// <summary>
    /// Decodes xtext. False for a malformed one, and for one that hides a control character: <c>+0D+0A</c> in an ENVID would
    /// otherwise write header lines of the client's choice into the DSN that repeats it.
    /// </summary>
    /// <param name="encoded">The wire form.</param>
    /// <param name="text">Printable ASCII.</param>
    public static bool TryDecode(string encoded, [NotNullWhen(true)] out string? text)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        text = null;
        var decoded = new StringBuilder(encoded.Length);
        for (var i = 0; i < encoded.Length; i++)
        {
            var c = encoded[i];
            if (c is < '!' or > '~' or '=')
                return false;
            if (c == '+')
            {
                if (i + 2 >= encoded.Length || !TryReadHex(encoded.AsSpan(i + 1, 2), out c))
                    return false;
                i += 2;
            }
            if (c is < ' ' or > '~')
                return false;
            decoded.Append(c);
        }
        text = decoded.ToString();
        return true;
    }

    /// <summary>Encodes text; characters outside printable ASCII become the escapes of their UTF-8 octets.</summary>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var encoded = new StringBuilder(text.Length + 8);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is > (byte)' ' and <= (byte)'~' and not (byte)'+' and not (byte)'=')
                encoded.Append((char)octet);
            else
                encoded.Append('+').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }

    private static bool TryReadHex(ReadOnlySpan<char> digits, out char c)
    {
        // RFC 3461 wants upper case; lower case is read too, since some clients send it.
        var read = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet);
        c = (char)octet;
        return read;
    }
}

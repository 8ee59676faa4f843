using System.Buffers;
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

    /// <summary>
    /// Decodes for a report that goes back to who sent it: what is no valid escape stays as it is, and escaped octets are read as UTF-8 (RFC 6533 section 3). The result may hold
    /// anything, control characters too: whoever writes it cleans it.
    /// </summary>
    public static string DecodeLeniently(string encoded)
    {
        ArgumentNullException.ThrowIfNull(encoded);
        if (!encoded.Contains('+', StringComparison.Ordinal))
            return encoded;
        var octets = new ArrayBufferWriter<byte>(encoded.Length);
        var kept = 0;
        for (var i = 0; i < encoded.Length; i++)
        {
            if (encoded[i] != '+' || i + 2 >= encoded.Length || !TryReadHex(encoded.AsSpan(i + 1, 2), out var c))
                continue;
            Encoding.UTF8.GetBytes(encoded.AsSpan(kept, i - kept), octets);
            octets.Write([(byte)c]);
            i += 2;
            kept = i + 1;
        }
        Encoding.UTF8.GetBytes(encoded.AsSpan(kept), octets);
        return Encoding.UTF8.GetString(octets.WrittenSpan);
    }

    /// <summary>Encodes octets: what is no printable ASCII, <c>+</c> and <c>=</c> become <c>+XX</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> octets)
    {
        var encoded = new StringBuilder(octets.Length);
        foreach (var octet in octets)
        {
            if (octet is >= (byte)'!' and <= (byte)'~' and not (byte)'+' and not (byte)'=')
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"+{octet:X2}");
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

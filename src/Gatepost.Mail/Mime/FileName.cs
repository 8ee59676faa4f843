using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Mime;

/// <summary>Makes the names that parts and members claim fit to be shown and compared.</summary>
internal static class FileName
{
    /// <summary>Null for an empty name. Invalid Unicode becomes U+FFFD; control characters stay, since they are evidence.</summary>
    public static string? Clean(string? name, int maxCharacters)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var recovered = Recover(name);
        var cut = recovered.Length > maxCharacters ? recovered[..maxCharacters] : recovered;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut));
    }

    /// <summary>
    /// Undeclared 8-bit names come out of their readers as Latin-1. Where the octets say otherwise (UTF-8, or a text that fits another code page) they are read again.
    /// </summary>
    private static string Recover(string name)
    {
        var eightBit = false;
        foreach (var character in name)
        {
            if (character > 0xff)
                return name;
            eightBit |= character >= 0x80;
        }
        return eightBit ? Charset.DecodeUndeclared(Encoding.Latin1.GetBytes(name)) : name;
    }
}

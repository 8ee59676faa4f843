using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Mime;

/// <summary>Makes the names that parts and members claim fit to be shown and compared.</summary>
internal static class FileName
{
    /// <summary>Begins the shifts of ISO-2022-JP, which is 7-bit.</summary>
    private const char Escape = '\u001b';

    /// <summary>At most so many characters; null for an empty name. Invalid Unicode becomes U+FFFD; control characters stay, since they are evidence.</summary>
    public static string? Clean(string? name, int maxCharacters)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var recovered = Recover(name);
        // Shifts of ISO-2022-JP alone are no character: another name that is claimed must not stand behind such a one.
        if (string.IsNullOrWhiteSpace(recovered))
            return null;
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Cut(recovered, maxCharacters)));
    }

    /// <summary>
    /// Takes the middle out of a name that is too long: its end is what a system opens it by. Of the blanks and dots behind that, which Windows drops, one stays as evidence.
    /// </summary>
    private static string Cut(string name, int maxCharacters)
    {
        if (name.Length <= maxCharacters)
            return name;
        var end = name.AsSpan().TrimEnd(". \t").Length;
        var kept = name.AsSpan(0, Math.Min(end + 1, name.Length));
        if (kept.Length <= maxCharacters)
            return kept.ToString();
        var head = maxCharacters / 2;
        return string.Concat(kept[..head], "\u2026", kept[^(maxCharacters - head - 1)..]);
    }

    /// <summary>
    /// Undeclared names come out of their readers as Latin-1. Where the octets say otherwise (UTF-8, ISO-2022-JP, or a text that fits another code page) they are read again.
    /// </summary>
    private static string Recover(string name)
    {
        var undeclared = false;
        foreach (var character in name)
        {
            if (character > 0xff)
                return name;
            undeclared |= character is >= (char)0x80 or Escape;
        }
        return undeclared ? Charset.DecodeUndeclared(Encoding.Latin1.GetBytes(name)) : name;
    }
}

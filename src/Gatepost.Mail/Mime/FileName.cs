using System.Buffers;
using System.Text;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Mime;

/// <summary>Makes the names that parts and members claim fit to be shown and compared.</summary>
public static class FileName
{
    /// <summary>Begins the shifts of ISO-2022-JP, which is 7-bit.</summary>
    private const char Escape = '\u001b';

    // ".application" and ".appref-ms" are the longest that start something.
    private const int LongestExtension = 12;

    private static readonly SearchValues<char> ExtensionLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>At most so many characters; null for an empty name. Invalid Unicode becomes U+FFFD; control characters stay, since they are evidence.</summary>
    public static string? Clean(string? name, int maxCharacters)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var recovered = Recover(name);
        // Shifts of ISO-2022-JP alone are no character: another name that is claimed must not stand behind such a one.
        return string.IsNullOrWhiteSpace(recovered) ? null : Fit(recovered, maxCharacters);
    }

    /// <summary>
    /// The name as a program shows it that does not recover its letters, where it ends in another extension then; else null. Half a letter of another writing may have swallowed the dot.
    /// </summary>
    public static string? Unrecovered(string? name, int maxCharacters)
    {
        if (name?.LastIndexOf('.') is not { } dot || dot < 0)
            return null;
        var extension = name.AsSpan(dot + 1).TrimEnd(" .");
        // Nothing opens by an extension of other letters, and the shifts of ISO-2022-JP may hold a dot.
        if (extension.Length is 0 or > LongestExtension || extension.IndexOfAnyExcept(ExtensionLetters) >= 0)
            return null;
        var recovered = Recover(name);
        return recovered.AsSpan().TrimEnd(" .").EndsWith(name.AsSpan(dot, extension.Length + 1)) ? null : Fit(name, maxCharacters);
    }

    /// <summary>True where two names of one file are opened by the same program.</summary>
    public static bool HaveOneExtension(string name, string other) => Extension(name).Equals(Extension(other), StringComparison.OrdinalIgnoreCase);

    private static ReadOnlySpan<char> Extension(string name)
    {
        var end = name.AsSpan().TrimEnd(" .");
        return end[(end.LastIndexOf('.') is var dot and >= 0 ? dot : end.Length)..];
    }

    private static string Fit(string name, int maxCharacters) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Cut(name, maxCharacters)));

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
        return undeclared ? Charset.DecodeUndeclaredLine(Encoding.Latin1.GetBytes(name)) : name;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Gatepost.Storage.PostgreSql;

/// <summary>
/// PostgreSQL takes no NUL in a text and no half of a surrogate pair, and strangers write both into subjects. What it does not take becomes U+FFFD, so that
/// no line of the log is lost over it.
/// </summary>
internal static class StorableText
{
    private const char Replacement = '\uFFFD';

    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text)
    {
        if (text is null || !Needs(text))
            return text;
        var clean = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var c = text[index];
            if (char.IsHighSurrogate(c) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
                clean.Append(c).Append(text[++index]);
            else
                clean.Append(c == '\0' || char.IsSurrogate(c) ? Replacement : c);
        }
        return clean.ToString();
    }

    private static bool Needs(string text)
    {
        foreach (var c in text)
        {
            if (c == '\0' || char.IsSurrogate(c))
                return true;
        }
        return false;
    }
}

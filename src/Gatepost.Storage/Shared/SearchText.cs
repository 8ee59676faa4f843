using System.Text;

namespace Gatepost.Storage.Shared;

/// <summary>
/// What is stored beside a text to search it without regard to case, in every script and alike in every database: SQLite itself folds only ASCII.
/// </summary>
internal static class SearchText
{
    /// <summary>What escapes a wildcard in <see cref="ToLike"/>.</summary>
    public const string LikeEscape = @"\";

    /// <summary>The folded text.</summary>
    public static string Fold(string text) => text.ToLowerInvariant();

    /// <summary>True when the pattern holds no wildcard, so that it is compared, not matched.</summary>
    public static bool IsExact(string pattern) => !pattern.Contains('*', StringComparison.Ordinal);

    /// <summary>The folded pattern in the language of LIKE; everything but <c>*</c> stands for itself.</summary>
    public static string ToLike(string pattern)
    {
        var like = new StringBuilder(pattern.Length + 8);
        foreach (var c in Fold(pattern))
        {
            if (c == '*')
                like.Append('%');
            else if (c is '%' or '_' or '\\')
                like.Append('\\').Append(c);
            else
                like.Append(c);
        }
        return like.ToString();
    }

    /// <summary>The folded pattern in the language of GLOB, which SQLite can look up in an index; everything but <c>*</c> stands for itself.</summary>
    public static string ToGlob(string pattern)
    {
        var glob = new StringBuilder(pattern.Length + 8);
        foreach (var c in Fold(pattern))
        {
            if (c is '?' or '[')
                glob.Append('[').Append(c).Append(']');
            else if (c != '*' || glob.Length == 0 || glob[^1] != '*')
                glob.Append(c);
        }
        return glob.ToString();
    }
}

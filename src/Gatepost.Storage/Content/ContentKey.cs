namespace Gatepost.Storage.Content;

/// <summary>Keys of content.</summary>
internal static class ContentKey
{
    /// <summary>Refuses what is none of ours, whoever made it: a key becomes a path, or the name of an object.</summary>
    public static void Check(string key)
    {
        if (key.Length is < 8 or > 64 || !key.All(c => char.IsAsciiHexDigitLower(c) || c == '-') || key.Contains("--", StringComparison.Ordinal)
            || !char.IsAsciiHexDigitLower(key[^1]) || !key[^4..].All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException("A content key is a UUID or a hash in lower-case hex.", nameof(key));
        }
    }
}

using Gatepost.Gateway.Configuration.Yaml;

namespace Gatepost.Gateway.Policies.Actions;

/// <summary>The administrator's words in an SMTP reply.</summary>
internal static class ReplyText
{
    /// <summary>A reply line has at most 512 octets (RFC 5321 section 4.5.3.1.5), and the code, the id and our own words go with it.</summary>
    private const int MostCharacters = 200;

    public static string? Read(YamlKeys keys)
    {
        if (keys.Text("text") is not { } text)
            return null;
        // RFC 6531 allows UTF-8 in replies to clients that asked for SMTPUTF8 only: what all must read is ASCII.
        if (text.Length > MostCharacters || text.AsSpan().ContainsAnyExceptInRange(' ', '~') || text.AsSpan().Trim().IsEmpty)
            keys.Errors.Add(keys.Find("text")!, $"expected one line of 1 to {MostCharacters} ASCII characters, since every sending server must be able to read it");
        return text;
    }
}

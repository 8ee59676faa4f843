using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Extraction;

/// <summary>
/// Words of a message that may open its archives: whoever sends malware behind a password tells the password, or nobody would open it. Words that stand behind "password" in some language come
/// first, then the others, file names, and the well-known ones.
/// </summary>
internal static partial class PasswordCandidates
{
    /// <summary>Each costs a key derivation, of up to some milliseconds, for each archive.</summary>
    private const int Most = 60;

    // Announced words first, then what looks like one: most texts name the password in their first lines.
    private const int MostAnnounced = 20;

    private const int ShortestWord = 3;
    private const int LongestWord = 64;
    private const int TextCharacters = 65_536;

    /// <summary>What mail gateways and their users agree on for harmless exchange of malware, and what senders of it use most.</summary>
    private static readonly ImmutableArray<string> WellKnown = ["infected", "1234", "123456", "12345", "password", "virus", "malware", "0000", "1111"];

    /// <summary>The candidates, best first.</summary>
    /// <param name="headers">For the subject.</param>
    /// <param name="parts">For file names.</param>
    /// <param name="texts">What the message says.</param>
    /// <param name="listed">The administrator's own list; all of it is tried.</param>
    public static ImmutableArray<string> Find(MessageHeaders headers, IMessageParts parts, ImmutableArray<PartText> texts, ImmutableArray<string> listed)
    {
        var subject = headers.Fields.FirstOrDefault(field => field.Name.Equals("Subject", StringComparison.OrdinalIgnoreCase))?.Value ?? "";
        var sources = texts.Select(text => text.Text).Prepend(subject).Select(text => text[..Math.Min(text.Length, TextCharacters)]).ToArray();
        var found = new List<string>();
        foreach (var source in sources)
            found.AddRange(Announced().Matches(source).Take(MostAnnounced).SelectMany(match => Forms(match.Groups["word"].Value)));
        found.AddRange(listed);
        foreach (var part in parts.All)
        {
            if (part.Name is { } name)
                found.AddRange(Forms(Path.GetFileNameWithoutExtension(name)).Concat(Words().Matches(name).Select(match => match.Value)));
        }
        found.AddRange(WellKnown);
        foreach (var source in sources)
            found.AddRange(Words().Matches(source).Select(match => match.Value).Where(LooksLikeOne).SelectMany(Forms));
        return [.. found.Where(word => listed.Contains(word) || word.Length is >= ShortestWord and <= LongestWord).Distinct(StringComparer.Ordinal).Take(Most + listed.Length)];
    }

    /// <summary>Digits, or letters of both cases, or a sign: ordinary words of a sentence have none of that.</summary>
    private static bool LooksLikeOne(string word) =>
        word.Any(char.IsAsciiDigit) || (word.Skip(1).Any(char.IsUpper) && word.Any(char.IsLower)) || word.Any(character => character is '!' or '#' or '$' or '%' or '&' or '@' or '_');

    /// <summary>With and without what ends a sentence.</summary>
    private static IEnumerable<string> Forms(string word)
    {
        yield return word;
        var bare = word.Trim('.', ',', ';', ':', '!', '?', '"', '\'', '(', ')', '[', ']', '<', '>', '*', '\u201c', '\u201d', '\u201e', '\u00ab', '\u00bb', '\u300c', '\u300d');
        if (bare.Length != word.Length)
            yield return bare;
    }

    [GeneratedRegex(
        @"(?:pass ?(?:word|code|wort|phrase)|kennwort|\bpw[d]?\b|\bpin\b|mot de passe|contrase\u00f1a|senha|parola|has\u0142o|wachtwoord|l\u00f6senord|\u043f\u0430\u0440\u043e\u043b\u044c|\u5bc6\u7801|\u5bc6\u78bc|\u30d1\u30b9\u30ef\u30fc\u30c9|\ube44\ubc00\ubc88\ud638)[^\S\n]*(?:is|ist|est|es|:|=|-|\uff1a|\u3067\u3059|\u306f|\u662f|\s)*[^\S\n]*(?<word>\S{3,64})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Announced();

    [GeneratedRegex(@"[^\s,;<>()\[\]{}""\u3000\u3001\u3002]{3,64}", RegexOptions.NonBacktracking)]
    private static partial Regex Words();
}

using System.Collections.Frozen;
using System.Text;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspectors.Attachments;

/// <summary>An extension that only looks like one: <c>.ехе</c> in Cyrillic letters, <c>．ｅｘｅ</c> in full width. It keeps lists of extensions from matching, and people from noticing.</summary>
internal static class LookAlikeExtension
{
    /// <summary>The letters of Cyrillic, Greek and Armenian that are drawn as Latin ones (Unicode Technical Standard 39), lower case; and the dots that are drawn as a full stop.</summary>
    private static readonly FrozenDictionary<char, char> Alike = new Dictionary<char, char>
    {
        ['а'] = 'a', ['в'] = 'b', ['ь'] = 'b', ['с'] = 'c', ['ԁ'] = 'd', ['е'] = 'e', ['ё'] = 'e', ['ѓ'] = 'r', ['г'] = 'r', ['һ'] = 'h', ['н'] = 'h', ['і'] = 'i', ['ї'] = 'i', ['ј'] = 'j', ['к'] = 'k',
        ['ӏ'] = 'l', ['м'] = 'm', ['п'] = 'n', ['о'] = 'o', ['р'] = 'p', ['ԛ'] = 'q', ['ѕ'] = 's', ['т'] = 't', ['ѵ'] = 'v', ['ԝ'] = 'w', ['х'] = 'x', ['у'] = 'y', ['з'] = '3',
        ['α'] = 'a', ['β'] = 'b', ['ε'] = 'e', ['ι'] = 'i', ['κ'] = 'k', ['η'] = 'n', ['ο'] = 'o', ['ρ'] = 'p', ['τ'] = 't', ['υ'] = 'u', ['ν'] = 'v', ['χ'] = 'x', ['γ'] = 'y', ['μ'] = 'm', ['ζ'] = 'z',
        ['ա'] = 'w', ['օ'] = 'o', ['ո'] = 'n', ['ս'] = 'u', ['հ'] = 'h', ['ց'] = 'g', ['զ'] = 'q', ['ı'] = 'i', ['ɡ'] = 'g', ['ѐ'] = 'e', ['ƒ'] = 'f',
        ['․'] = '.', ['。'] = '.', ['｡'] = '.', ['۔'] = '.', ['܁'] = '.', ['ꓸ'] = '.', ['·'] = '.',
    }.ToFrozenDictionary();

    /// <summary>The extension in Latin letters that the name pretends to have, or null. Only those that a system or a person acts on: most words in other letters look like nothing.</summary>
    public static string? Find(string name)
    {
        if (Ascii.IsValid(name))
            return null;
        var honest = FileNameTraits.Extension(name);
        var folded = FileNameTraits.Extension(Fold(name));
        return folded.Length > 0 && !folded.Equals(honest, StringComparison.OrdinalIgnoreCase) && Ascii.IsValid(folded) && FileNameTraits.IsWellKnown(folded) ? folded : null;
    }

    private static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var character in NormalText.Of(name))
        {
            var lower = char.ToLowerInvariant(character);
            folded.Append(Alike.TryGetValue(lower, out var latin) ? latin : lower);
        }
        return folded.ToString();
    }
}

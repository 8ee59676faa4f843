using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>What the conditions on links share.</summary>
internal static class LinkMatch
{
    /// <summary>A match of the given links, or null when there are none.</summary>
    public static ConditionMatch? Of(IEnumerable<MessageLink> links, Func<MessageLink, string> because)
    {
        var matching = links.ToArray();
        return matching.Length == 0 ? null : new ConditionMatch(PartWords.List(matching, because))
        {
            Plain = "The message has a link that is not accepted here",
            Parts = [.. matching.Select(link => link.Part).Distinct(StringComparer.Ordinal)],
        };
    }

    /// <summary>Names of carriers: those of files are as many as there are readers, so any word of small letters may be one.</summary>
    public static ImmutableArray<string> Carriers(YamlKeys keys, bool isRequired)
    {
        const string expected = "names of carriers such as html, text, pdf or qr";
        static string? Fault(string name) => name.Length is > 0 and <= 32 && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-') ? null : "expected " + expected;
        return isRequired ? keys.RequiredTexts("carriers", expected, Fault) : keys.CheckedTexts("carriers", expected, Fault);
    }

    /// <summary>Names and patterns as links hold them: A-labels.</summary>
    public static string Ascii(string name) => DomainName.ToAscii(name);
}

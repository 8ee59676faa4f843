using System.Collections.Frozen;
using System.Text.Json;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>Categories as policies write them, and as the sender of a refused message reads them.</summary>
internal static class FindingCategoryWords
{
    private static readonly FrozenDictionary<string, FindingCategory> ByName =
        Enum.GetValues<FindingCategory>().ToFrozenDictionary(Name, StringComparer.Ordinal);

    public static IEnumerable<string> All => Enum.GetValues<FindingCategory>().Select(Name);

    public static string Name(FindingCategory category) => JsonNamingPolicy.KebabCaseLower.ConvertName(category.ToString());

    public static bool TryParse(string name, out FindingCategory category) => ByName.TryGetValue(name, out category);

    /// <summary>What the sender reads. Names of engines and rules stay inside; the name of a virus helps its victim, and is no secret.</summary>
    public static string Plain(Finding finding) => finding.Category switch
    {
        FindingCategory.Virus => $"The message carries malware ({PartWords.Clean(finding.Name)})",
        FindingCategory.AdvancedThreat => "The message behaves like malware",
        FindingCategory.Spam => "The message looks like unsolicited bulk mail",
        FindingCategory.Graymail => "The recipient does not take bulk mail",
        FindingCategory.Phishing or FindingCategory.SocialEngineering => "The message looks like an attempt to deceive",
        FindingCategory.CommandAndControl or FindingCategory.WebReputation or FindingCategory.FileReputation or FindingCategory.SuspiciousObject =>
            "The message holds a link or a file of bad reputation",
        FindingCategory.Spoofing or FindingCategory.Authentication => "The sender's address could not be confirmed",
        FindingCategory.Reputation => "The sending server has a bad reputation",
        FindingCategory.DataLoss => "The message holds data that must not leave the organisation",
        FindingCategory.Attachment => "The message holds an attachment of a kind that is not accepted",
        FindingCategory.Content => "The content of the message is not accepted",
        FindingCategory.Unscannable when finding.Name == UnscannableNames.EngineDown => "The message cannot be checked at the moment",
        FindingCategory.Unscannable => "The message could not be checked",
        FindingCategory.Encrypted => "The message holds encrypted content that could not be checked",
        _ => "The message is not well formed",
    };
}

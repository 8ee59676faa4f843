using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Gateway.Policies.Matching;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A link leads to a certain host, or through it: what rewriters and redirectors wrap counts as well as they themselves.</summary>
internal sealed class LinkHostCondition(ImmutableArray<string> names) : PolicyCondition
{
    private readonly ImmutableArray<WildcardPattern> _patterns = [.. names.Select(name => new WildcardPattern(LinkMatch.Ascii(name)))];

    public static ConditionType Type { get; } = new(
        "link-host", "A link leads to one of these hosts, directly or within a link that is wrapped around it.",
        [new("matches", "list of patterns", "example.com is this host alone, *.example.com every host below it; international names in letters or as xn--.")],
        ["[\"*.example.com\", 192.0.2.*, пример.рф]"],
        keys => new LinkHostCondition(keys.RequiredTexts("matches", "hosts such as www.example.com or *.example.com")))
    { ShortKey = "matches" };

    public override string Sentence => $"a link to {PartWords.Or(names)}";

    public override InspectionNeeds Needs => InspectionNeeds.Links;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) =>
        LinkMatch.Of(facts.Inspection.Links.Where(link => Host(link) is not null), link => $"a link to {PartWords.Clean(Host(link)!)} in {PartWords.Part(facts.Inspection, link.Part)}");

    private string? Host(MessageLink link) => link.AllHosts().FirstOrDefault(host => _patterns.Any(pattern => pattern.IsMatch(host)));
}

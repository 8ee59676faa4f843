using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Compilation;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A link leads to a host of certain registered domains, by the public suffix list.</summary>
internal sealed class LinkDomainCondition(ImmutableArray<string> domains) : PolicyCondition
{
    private readonly FrozenSet<string> _domains = domains.Select(LinkMatch.Ascii).ToFrozenSet(StringComparer.Ordinal);

    public static ConditionType Type { get; } = new(
        "link-domain", "A link leads to a host of one of these registered domains, directly or within a link that is wrapped around it.",
        [new("domains", "list of domains", "What somebody registered: example.co.uk, or someone.github.io, and not www.example.co.uk.")],
        ["[example.com, someone.github.io]"],
        keys => new LinkDomainCondition(keys.RequiredTexts(
            "domains", "domains such as example.com", domain => domain.Contains('*', StringComparison.Ordinal) ? "expected a domain without *; link-host takes patterns" : null)))
    { ShortKey = "domains" };

    public override string Sentence => $"a link to the domain {PartWords.Or(domains)}";

    public override InspectionNeeds Needs => InspectionNeeds.Links;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) =>
        LinkMatch.Of(facts.Inspection.Links.Where(link => Domain(link) is not null), link => $"a link to the domain {PartWords.Clean(Domain(link)!)} in {PartWords.Part(facts.Inspection, link.Part)}");

    private string? Domain(MessageLink link) => link.AllDomains().FirstOrDefault(_domains.Contains);
}

using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Policies.Conditions;

/// <summary>A link stands in a certain kind of carrier: in a QR code, say, which nobody can hover over.</summary>
internal sealed class LinkCarrierCondition(ImmutableArray<string> carriers) : PolicyCondition
{
    public static ConditionType Type { get; } = new(
        "link-carrier", "A link stands in one of these carriers.",
        [new("carriers", "list of names", "html, css, text, svg, ics, vcard; of files that were opened pdf, ooxml, qr and the like, as gatepost check names them.")],
        ["[qr, pdf]"],
        keys => new LinkCarrierCondition(LinkMatch.Carriers(keys, isRequired: true)))
    { ShortKey = "carriers" };

    public override string Sentence => $"a link in {PartWords.Or(carriers)}";

    public override InspectionNeeds Needs => InspectionNeeds.Links;

    public override bool NamesParts => true;

    public override ConditionMatch? Evaluate(PolicyFacts facts) =>
        LinkMatch.Of(facts.Inspection.Links.Where(link => carriers.Contains(link.Carrier)), link => $"a link in {link.Carrier} in {PartWords.Part(facts.Inspection, link.Part)}");
}

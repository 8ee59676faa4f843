using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspection;

/// <summary>One inspector's view of one message.</summary>
internal sealed class RunContext(
    MailMessage message, PolicySnapshot policy, MessageHeaders headers, MessageFacts facts, InspectorDescriptor inspector,
    ImmutableArray<Finding> earlier, InspectorFindings findings) : InspectionContext
{
    public override MailMessage Message => message;

    public override PolicySnapshot Policy => policy;

    public override MessageHeaders Headers => headers;

    public override IMessageParts Parts => Declared(InspectionNeeds.Parts, facts.Parts!);

    public override ImmutableArray<PartText> Texts => Declared(InspectionNeeds.Text, facts.Texts);

    public override ImmutableArray<MessageLink> Links => Declared(InspectionNeeds.Links, facts.Links);

    public override ImmutableArray<Finding> Findings => earlier;

    public override void Report(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        findings.Report(finding);
    }

    private T Declared<T>(InspectionNeeds need, T fact) => (inspector.Needs & need) != 0
        ? fact
        : throw new InvalidOperationException($"The inspector {inspector.Name} reads {need} without declaring it in its descriptor.");
}

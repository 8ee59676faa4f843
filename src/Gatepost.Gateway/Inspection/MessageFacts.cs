using System.Collections.Immutable;
using Gatepost.Gateway.Extraction;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspection;

/// <summary>The shared facts of one message: what its inspectors and its policy need, computed once.</summary>
internal sealed record MessageFacts(IMessageParts? Parts, ImmutableArray<PartText> Texts, ImmutableArray<MessageLink> Links, ImmutableArray<PartProblem> Problems)
{
    public static MessageFacts None { get; } = new(null, [], [], []);

    /// <summary>True when somebody reads texts or links.</summary>
    public static bool WantsText(InspectionNeeds needs) => (needs & (InspectionNeeds.Text | InspectionNeeds.Links)) != 0;

    /// <summary>The facts that the parts give. CPU-bound: runs behind the gate.</summary>
    public static MessageFacts Read(IMessageParts parts, InspectionNeeds needs, InspectionLimits limits, CancellationToken cancellationToken)
    {
        if (!WantsText(needs))
            return new MessageFacts(parts, [], [], parts.Problems);
        var texts = MessageTextReader.Read(parts, limits.Text, cancellationToken);
        return new MessageFacts(parts, texts.Texts, texts.Links, [.. parts.Problems, .. texts.Problems]);
    }
}

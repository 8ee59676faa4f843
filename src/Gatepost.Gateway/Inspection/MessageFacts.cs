using System.Collections.Immutable;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspection;

/// <summary>The shared facts of one message: what its inspectors and its policy need, computed once.</summary>
internal sealed record MessageFacts(IMessageParts? Parts, ImmutableArray<PartText> Texts, ImmutableArray<MessageLink> Links, ImmutableArray<PartProblem> Problems)
{
    public static MessageFacts None { get; } = new(null, [], [], []);

    /// <summary>CPU-bound: runs behind the gate.</summary>
    public static MessageFacts Read(MessageContent content, InspectionNeeds needs, InspectionLimits limits, CancellationToken cancellationToken)
    {
        if (needs == InspectionNeeds.None)
            return None;
        var parts = MessagePartReader.Read(content, limits.Reading, cancellationToken);
        if ((needs & (InspectionNeeds.Text | InspectionNeeds.Links)) == 0)
            return new MessageFacts(parts, [], [], parts.Problems);
        var texts = MessageTextReader.Read(parts, limits.Text, cancellationToken);
        return new MessageFacts(parts, texts.Texts, texts.Links, [.. parts.Problems, .. texts.Problems]);
    }
}

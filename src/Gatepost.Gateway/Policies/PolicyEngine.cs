using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Policies.Evaluation;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies;

/// <summary>Decides. A pure function: the same inspection and snapshot always give the same decision.</summary>
public static class PolicyEngine
{
    /// <summary>One disposition per recipient, in the order of the envelope.</summary>
    public static Decision Decide(MessageInspection inspection, PolicySnapshot snapshot) => Decide(inspection, snapshot, null);

    /// <summary>The same, with the direction told instead of asked from the internal domains, as <c>gatepost check --direction</c> does.</summary>
    public static Decision Decide(MessageInspection inspection, PolicySnapshot snapshot, Direction? direction)
    {
        ArgumentNullException.ThrowIfNull(inspection);
        ArgumentNullException.ThrowIfNull(snapshot);
        var recipients = ImmutableArray.CreateBuilder<RecipientDecision>();
        PolicyFacts? facts = null;
        foreach (var recipient in inspection.Message.Envelope.Recipients)
        {
            var way = direction ?? DirectionOf(recipient.Address, snapshot);
            // What does not depend on the recipient is remembered from one to the next.
            facts = facts is null ? new PolicyFacts(inspection, snapshot, recipient.Address, way) : facts with { Recipient = recipient.Address, Direction = way };
            recipients.Add(new RecipientRun(facts).Decide());
        }
        return new Decision(snapshot.Revision, recipients.ToImmutable());
    }

    /// <summary>Which way mail to a recipient goes.</summary>
    public static Direction DirectionOf(EmailAddress recipient, PolicySnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return snapshot.InternalDomains.Contains(recipient) ? Direction.Incoming : Direction.Outgoing;
    }
}

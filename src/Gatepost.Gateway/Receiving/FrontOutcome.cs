using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Receiving;

/// <summary>What a front makes of a decision: either a refusal of the whole message, or the copies to commit before the 250.</summary>
/// <param name="Refusal">Our answer when nothing is kept.</param>
/// <param name="Copies">The copies when the message is taken.</param>
/// <param name="Note">How that differs from the decision, in a sentence, or null.</param>
internal sealed record FrontOutcome(SmtpReply? Refusal, ImmutableArray<SpoolCopy> Copies, string? Note);

/// <summary>
/// Folds the dispositions of several recipients into the one answer that SMTP has to DATA (design, section 3). A pure function; the table in
/// <c>docs/flow.md</c> has a test for each cell.
/// </summary>
internal static class FrontOutcomes
{
    /// <summary>The quarantine area for copies of recipients that were rejected while others were not.</summary>
    public const string RefusedArea = "refused";

    /// <summary>At a spooling listener, before the 250.</summary>
    public static FrontOutcome AtSpoolingListener(MailId id, Decision decision, MixedRejection mixed, bool isRelayClient)
    {
        var recipients = decision.Recipients;
        if (recipients.FirstOrDefault(r => r.Disposition == Disposition.TemporaryFailure) is { } failure)
            return new FrontOutcome(RefusalReply.TemporaryFailure(id, failure), [], MixedNote(decision, Disposition.TemporaryFailure, "451 was said for all, and nothing kept"));
        if (recipients.All(r => r.Disposition == Disposition.Reject))
            return new FrontOutcome(RefusalReply.Reject(id, recipients[0]), [], null);
        var rejected = recipients.Any(r => r.Disposition == Disposition.Reject);
        var copies = Copies(decision, reject => OfMixed(reject, mixed, isRelayClient));
        return new FrontOutcome(null, copies, rejected ? MixedSentence(mixed, isRelayClient) : null);
    }

    /// <summary>
    /// At a direct listener. Before the mail server's queue its client waits, and hears what a client of ours would; but who it is, only the mail server knows, so that
    /// nobody gets a bounce of ours. Behind that queue the 250 was said: a rejection becomes quarantine. A temporary failure can be said at both: the mail server keeps the message.
    /// </summary>
    public static FrontOutcome AtDirectListener(MailId id, Decision decision, QueueSide queue, MixedRejection mixed)
    {
        var outcome = AtSpoolingListener(id, decision, mixed, isRelayClient: false);
        if (queue == QueueSide.After && decision.Recipients.All(r => r.Disposition != Disposition.TemporaryFailure))
            outcome = AfterAcceptance(decision);
        return outcome is { Refusal: null, Copies: [{ Outcome: SpoolOutcome.Deliver }] } ? outcome with { Note = "passed straight on to the next hop, whose answer was ours" } : outcome;
    }

    /// <summary>
    /// After a 250 was said (late inspection, reprocess): a rejection becomes quarantine, since a bounce now would go to a sender that may be forged.
    /// A temporary failure cannot be said any more: the caller waits and inspects again.
    /// </summary>
    public static FrontOutcome AfterAcceptance(Decision decision) => new(
        null,
        Copies(decision, reject => (SpoolOutcome.Quarantine, reject.Area ?? RefusedArea)),
        decision.Recipients.Any(r => r.Disposition == Disposition.Reject) ? "rejected after the 250: quarantined instead" : null);

    private static (SpoolOutcome Outcome, string? Area) OfMixed(RecipientDecision reject, MixedRejection mixed, bool isRelayClient) => mixed switch
    {
        MixedRejection.Delete => (SpoolOutcome.Delete, null),
        MixedRejection.Notify when isRelayClient => (SpoolOutcome.Bounce, null),
        _ => (SpoolOutcome.Quarantine, reject.Area ?? RefusedArea),
    };

    private static ImmutableArray<SpoolCopy> Copies(Decision decision, Func<RecipientDecision, (SpoolOutcome, string?)> ofReject)
    {
        var groups = new List<(CopyKey Key, List<int> Recipients, RecipientDecision First)>();
        for (var i = 0; i < decision.Recipients.Length; i++)
        {
            var recipient = decision.Recipients[i];
            var (outcome, area) = recipient.Disposition switch
            {
                Disposition.Reject => ofReject(recipient),
                Disposition.Quarantine => (SpoolOutcome.Quarantine, recipient.Area),
                Disposition.Hold or Disposition.Postpone or Disposition.HandOff => (SpoolOutcome.Hold, null),
                Disposition.TemporaryFailure => (SpoolOutcome.AwaitInspection, null),
                Disposition.Delete => (SpoolOutcome.Delete, null),
                _ => (SpoolOutcome.Deliver, null),
            };
            Add(groups, new CopyKey(outcome, area, recipient.Rule, recipient.Edits), i, recipient);
        }
        return [.. groups.Select((group, number) => new SpoolCopy(
            number, group.Key.Outcome, [.. group.Recipients], group.Key.Edits, group.Key.Area, group.Key.Rule, group.First.Reason))];
    }

    private static void Add(List<(CopyKey Key, List<int> Recipients, RecipientDecision First)> groups, CopyKey key, int index, RecipientDecision decision)
    {
        foreach (var group in groups)
        {
            if (group.Key.Matches(key))
            {
                group.Recipients.Add(index);
                return;
            }
        }
        groups.Add((key, [index], decision));
    }

    private static string? MixedNote(Decision decision, Disposition disposition, string sentence) =>
        decision.Recipients.All(r => r.Disposition == disposition) ? null : sentence;

    private static string MixedSentence(MixedRejection mixed, bool isRelayClient) => mixed switch
    {
        MixedRejection.Delete => "rejected for some recipients only: their copies were deleted",
        MixedRejection.Notify when isRelayClient => "rejected for some recipients only: the sender was told by a bounce",
        _ => "rejected for some recipients only: their copies went to the area refused",
    };

    private readonly record struct CopyKey(SpoolOutcome Outcome, string? Area, string? Rule, ImmutableArray<MessageEdit> Edits)
    {
        public bool Matches(CopyKey other) =>
            Outcome == other.Outcome && Area == other.Area && Rule == other.Rule && EditsMatch(Edits, other.Edits);

        private static bool EditsMatch(ImmutableArray<MessageEdit> left, ImmutableArray<MessageEdit> right) =>
            left.Length == right.Length && left.Zip(right).All(pair => EditMatches(pair.First, pair.Second));

        private static bool EditMatches(MessageEdit left, MessageEdit right) => (left, right) switch
        {
            (StripPartsEdit a, StripPartsEdit b) => a.Notice == b.Notice && a.Parts.SequenceEqual(b.Parts),
            _ => left.Equals(right),
        };
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Receiving;

/// <summary>Judges a quarantined message again, as a late inspection does: the 250 was said long ago.</summary>
internal sealed class Reprocessor(InspectionDesk desk, PolicySource policy, TimeProvider time) : IReprocessor
{
    public async ValueTask<ReprocessedMail> ReprocessAsync(MailMessage message, SpoolRecord original, CancellationToken cancellationToken)
    {
        var snapshot = policy.Current;
        var (inspection, decision) = await desk.JudgeAsync(message, snapshot, cancellationToken);
        var outcome = FrontOutcomes.AfterAcceptance(decision);
        var directions = AcceptancePlan.DirectionsOf(message, snapshot);
        var decided = AcceptancePlan.DecisionRecordOf(inspection, decision, directions, snapshot, outcome.Note, time);
        var record = original with
        {
            Id = message.Id,
            Envelope = message.Envelope,
            Copies = ForeignTraces.Prepend(outcome.Copies, ForeignTracesOf(original)),
            DecisionRecord = JsonSerializer.SerializeToUtf8Bytes(decided, GatepostJson.Default.DecisionRecord),
        };
        var reply = SmtpReply.Of(250, 0, 0, $"Ok: reprocessed as {message.Id}");
        return new ReprocessedMail(record, SpoolLogReplay.Message(record, message.Content.Length, decided) with { At = time.GetUtcNow(), Reply = reply.ToString() });
    }

    /// <summary>What was to be removed when the message came is to be removed still; who brought it has not changed.</summary>
    private static ImmutableArray<MessageEdit> ForeignTracesOf(SpoolRecord original) =>
        original.Copies.IsEmpty ? [] : [.. original.Copies[0].Edits.OfType<RemoveHeaderEdit>()];
}

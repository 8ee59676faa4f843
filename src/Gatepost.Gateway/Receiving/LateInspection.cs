using System.Collections.Immutable;
using System.Text.Json;
using System.Threading.Channels;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Finishes what a session could not wait for: inspects spooled messages that await it, decides, and replaces their copies. The 250 was said already,
/// so a rejection becomes quarantine. An engine that is still down means another try later; the message stays held until then.
/// </summary>
internal sealed class LateInspection(
    InspectionDesk desk, PolicySource policy, MailSpool spool, Lazy<SpoolDispatcher> dispatcher, IMessageLog log, TimeProvider time,
    ILogger<LateInspection> logger) : BackgroundService, ISpoolCarrier
{
    /// <summary>An engine that was down is asked again after this; short, since mail waits.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Late messages inspected at once; the inspection gate bounds the CPU, this bounds the waiting.</summary>
    private const int AtOnce = 4;

    private readonly Channel<MailId> _waiting = Channel.CreateUnbounded<MailId>();

    public SpoolOutcome Outcome => SpoolOutcome.AwaitInspection;

    public void Take(SpoolEntry entry, SpoolCopy copy) => _waiting.Writer.TryWrite(entry.Id);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => ReadAsync(stoppingToken);

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken };
        await Parallel.ForEachAsync(_waiting.Reader.ReadAllAsync(stoppingToken), options, TryAsync);
    }

    private async ValueTask TryAsync(MailId id, CancellationToken cancellationToken)
    {
        try
        {
            if (spool.Find(id) is { } entry && await DecideAsync(entry, cancellationToken))
                return;
            if (spool.Find(id) is null)
                return;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            ReceivingLog.LateInspectionFailed(logger, id, RetryAfter, e);
        }
        _ = RetryLaterAsync(id, cancellationToken);
    }

    private async Task RetryLaterAsync(MailId id, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(RetryAfter, time, cancellationToken);
            _waiting.Writer.TryWrite(id);
        }
        catch (OperationCanceledException)
        {
            // The gateway stops; recovery offers the message again at the next start.
        }
    }

    /// <summary>True when no recipient waits any more.</summary>
    private async ValueTask<bool> DecideAsync(SpoolEntry entry, CancellationToken cancellationToken)
    {
        var record = entry.Record;
        var waiting = record.Copies.Where(copy => copy.Outcome == SpoolOutcome.AwaitInspection).SelectMany(copy => copy.Recipients).ToHashSet();
        if (waiting.Count == 0)
            return true;
        var snapshot = policy.Current;
        var message = new MailMessage(entry.Id, record.Envelope, spool.OpenContent(entry));
        var inspection = await desk.InspectAsync(message, snapshot, cancellationToken);
        var decision = PolicyEngine.Decide(inspection, snapshot);
        var outcome = FrontOutcomes.AfterAcceptance(decision);
        var next = LateCopies.Merge(record, outcome.Copies, waiting);
        var directions = AcceptancePlan.DirectionsOf(message, snapshot);
        var decisionRecord = AcceptancePlan.DecisionRecordOf(inspection, decision, directions, snapshot, outcome.Note, time);
        var replaced = record with
        {
            Copies = next,
            DecisionRecord = JsonSerializer.SerializeToUtf8Bytes(decisionRecord, GatepostJson.Default.DecisionRecord),
        };
        await CarryOutAsync(entry, replaced, message, decision, directions, waiting, cancellationToken);
        return next.All(copy => copy.Outcome != SpoolOutcome.AwaitInspection);
    }

    private async ValueTask CarryOutAsync(
        SpoolEntry entry, SpoolRecord replaced, MailMessage message, Decision decision, ImmutableArray<Direction> directions,
        HashSet<int> waiting, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var updates = waiting.Order().Select(recipient => new RecipientUpdate
        {
            Recipient = recipient,
            Status = MessageLines.InitialStatus(replaced, recipient),
            At = now,
            By = "late inspection",
        }).ToImmutableArray();
        await spool.ReplaceCopiesAsync(entry, replaced, updates, cancellationToken);
        log.Append(MessageLines.Of(
            replaced, message, decision, directions, SmtpReply.Of(250, 0, 0, $"Ok: queued as {entry.Id}"), accepted: true, now));
        foreach (var update in updates)
            log.Append(new StatusLogged { At = now, MailId = entry.Id, Recipient = update.Recipient, Status = update.Status, Note = "inspected after the 250" });
        dispatcher.Value.Dispatch(entry);
    }
}

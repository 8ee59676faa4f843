using System.Threading.Channels;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Finishes what a session could not wait for: inspects spooled messages that await it, decides, and replaces their copies. The 250 was said already,
/// so a rejection becomes quarantine. An engine that is still down means another try later; the message stays held until then.
/// </summary>
internal sealed class LateInspection(
    InspectionDesk desk, PolicySource policy, MailSpool spool, SpoolDispatcher dispatcher, IMessageLog log, TimeProvider time,
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
        await policy.InForceAsync(stoppingToken);
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
        var snapshot = policy.Current;
        var message = new MailMessage(entry.Id, entry.Record.Envelope, spool.OpenContent(entry));
        var (inspection, decision) = await desk.JudgeAsync(message, snapshot, cancellationToken);
        var outcome = FrontOutcomes.AfterAcceptance(decision);
        if (outcome.Copies.All(copy => copy.Outcome == SpoolOutcome.AwaitInspection))
            return false;
        var decided = AcceptancePlan.DecisionRecordOf(inspection, decision, AcceptancePlan.DirectionsOf(message, snapshot), snapshot, outcome.Note, time);
        LateDecision? late = null;
        await spool.ReplaceCopiesAsync(entry, current => (late = LateDecision.For(current, outcome.Copies, decided, time.GetUtcNow()))?.Snapshot, cancellationToken);
        if (late is null)
            return true;
        foreach (var line in late.Lines(entry))
            log.Append(line);
        ReceivingLog.DecidedLate(logger, entry.Id, string.Join(", ", outcome.Copies.Select(copy => copy.Outcome).Distinct()));
        dispatcher.Dispatch(entry, late.NewCopies);
        return late.Snapshot.Record.Copies.All(copy => copy.Outcome != SpoolOutcome.AwaitInspection);
    }
}

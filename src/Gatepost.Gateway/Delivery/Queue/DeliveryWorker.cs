using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>
/// Works off jobs of one destination, one after the other; as many workers run as there are connections. The edge where exceptions end: a job
/// that fails in a way nobody expected is noted and comes again later.
/// </summary>
internal sealed partial class DeliveryWorker(
    DeliveryQueue queue, DestinationLanes lanes, MailSpool spool, SmtpTransport smtp, MaildirTransport maildir, AttemptRecorder recorder,
    PolicySource policy, DeliveryLimits limits, TimeProvider time, ILogger<DeliveryWorker> logger, DeliveryMetrics? metrics = null)
{
    /// <summary>Runs a turn: the first job and those that follow, until none is ready or others should have the connection.</summary>
    public async Task RunAsync(DestinationLane lane, DeliveryJob first, CancellationToken draining, CancellationToken cancellationToken)
    {
        // Off the pump's thread, which has other workers to start.
        await Task.Yield();
        var job = first;
        try
        {
            for (var count = 1; ; count++)
            {
                if (!await RunJobAsync(lane, job, cancellationToken))
                    return;
                if (count >= limits.MessagesPerTurn || draining.IsCancellationRequested || lanes.Next(lane) is not { } next)
                    return;
                job = next;
            }
        }
        finally
        {
            lanes.Release(lane);
            queue.Signal();
        }
    }

    /// <summary>False when the destination wants fewer connections, of which this worker's is one: the job waits for another.</summary>
    private async Task<bool> RunJobAsync(DestinationLane lane, DeliveryJob job, CancellationToken cancellationToken)
    {
        var notBefore = default(DateTimeOffset);
        var isDone = true;
        try
        {
            isDone = await AttemptAndRecordAsync(lane, job, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Log.CutShort(logger, job.Entry.Id);
            notBefore = DateTimeOffset.MaxValue;
        }
        catch (SpoolDamageException)
        {
            // The spool has set the file aside and said so; there is nothing left to deliver.
        }
        catch (Exception fault)
        {
            Log.Fault(logger, fault, job.Entry.Id, lane.Destination.Name);
            notBefore = time.GetUtcNow() + limits.FaultRetry;
        }
        finally
        {
            if (isDone)
                queue.Done(job, notBefore);
        }
        return isDone;
    }

    private async Task<bool> AttemptAndRecordAsync(DestinationLane lane, DeliveryJob job, CancellationToken cancellationToken)
    {
        if (lanes.BackOffOf(lane) is { } backOff)
        {
            await recorder.RecordAsync(job, NotTried(lane, job, backOff), lane.Destination.Route, backOff.Until, cancellationToken);
            return true;
        }
        var result = await AttemptAsync(lane, job, cancellationToken);
        if (result.ToReport(time.GetUtcNow()) is { } report)
            lanes.Report(lane, report);
        if (result is { IsCrowded: true, Unreachable: not null } && lanes.TryStandBack(lane, job))
            return false;
        DateTimeOffset? notBefore = null;
        if (result.Unreachable is { } trouble)
            notBefore = lanes.Unreachable(lane, trouble).Until;
        else
            lanes.Reached(lane, policy.Current.Delivery, result.WasPushedBack);
        await recorder.RecordAsync(job, result, lane.Destination.Route, notBefore, cancellationToken);
        if (result.Recipients.Length < job.Recipients.Length)
            Log.CutShort(logger, job.Entry.Id);
        return true;
    }

    private static AttemptResult NotTried(DestinationLane lane, DeliveryJob job, BackOffState backOff) => AttemptResult.ForAll(
        job, SmtpOutcome.Deferred(4, 1, $"not tried, because it could not be reached shortly before: {backOff.Trouble}"), lane.Destination.Name, backOff.Trouble);

    private async Task<AttemptResult> AttemptAsync(DestinationLane lane, DeliveryJob job, CancellationToken cancellationToken)
    {
        var destination = lane.Destination;
        if (destination.Route is not { } route)
            return AttemptResult.ForAll(job, WithoutRoute(job), destination.Name);
        var began = time.GetTimestamp();
        try
        {
            var message = MessageEditor.Open(spool.OpenContent(job.Entry), job.Entry.Record.Trace, job.Copy.Edits);
            ITransport transport = route.Maildir is null ? smtp : maildir;
            return await transport.DeliverAsync(job, destination, message, cancellationToken);
        }
        catch (IOException trouble) when (trouble is not SpoolDamageException)
        {
            return AttemptResult.ForAll(job, SmtpOutcome.Deferred(3, 0, $"the spooled content cannot be read: {trouble.Message}"), destination.Name);
        }
        catch (Exception fault) when (fault is not SpoolDamageException && !(fault is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            // It counts as an attempt like any other, so that the message does not come again for ever: its sender is told at the end of its life.
            Log.Fault(logger, fault, job.Entry.Id, destination.Name);
            return AttemptResult.ForAll(job, SmtpOutcome.Deferred(3, 0, $"a fault of the gateway ({fault.GetType().Name})"), destination.Name);
        }
        finally
        {
            metrics?.AttemptEnded(TransportOf(route), time.GetElapsedTime(began));
        }
    }

    private static string TransportOf(NextHopRoute route) => route.Maildir is not null ? "maildir" : route.Protocol == SmtpClientProtocol.Lmtp ? "lmtp" : "smtp";

    private static SmtpOutcome WithoutRoute(DeliveryJob job) => job.Copy.Outcome == SpoolOutcome.Bounce
        ? new SmtpOutcome(SmtpOutcomeKind.Failed, new EnhancedStatus(5, 7, 1), job.Copy.Reason ?? "refused by policy")
        : SmtpOutcome.Failed(4, 4, "no next-hop route leads to this address");

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Delivery of message {Id} was cut short by the shutdown; it is tried again after the start, and may arrive twice")]
        public static partial void CutShort(ILogger logger, Gatepost.Gateway.Messages.MailId id);

        [LoggerMessage(LogLevel.Error, "Message {Id} could not be delivered to {Destination} for a fault of the gateway; it stays in the queue")]
        public static partial void Fault(ILogger logger, Exception fault, Gatepost.Gateway.Messages.MailId id, string destination);
    }
}

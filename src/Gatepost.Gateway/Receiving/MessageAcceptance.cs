using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// From the end of the content to our answer: inspect, decide, commit to the spool, and only then 250 (promise 1). Everything that follows is
/// carried out from the spool record.
/// </summary>
internal sealed class MessageAcceptance(
    GatewaySettings settings, PolicySource policy, InspectionDesk desk, MailSpool spool, SpoolDispatcher dispatcher, IMessageLog log,
    IFailpoints failpoints, TimeProvider time, ILogger<MessageAcceptance> logger)
{
    private readonly PassThrough _passThrough = new(log, failpoints, time, logger);

    /// <param name="envelope">Who, to whom, from where.</param>
    /// <param name="intake">The content.</param>
    /// <param name="listener">Where it came in.</param>
    /// <param name="relay">At a direct listener the way to its next hop, which has accepted the recipients.</param>
    /// <param name="cancellationToken">Ends the wait for the inspection.</param>
    public async ValueTask<AcceptanceAnswer> AcceptAsync(
        Envelope envelope, SpoolIntake intake, ListenerSettings listener, NextHopRelay? relay, CancellationToken cancellationToken)
    {
        await using (intake)
        {
            var message = new MailMessage(intake.Id, envelope, intake.Complete());
            var snapshot = policy.Current;
            var judged = await JudgeWithinBudgetAsync(message, snapshot, cancellationToken);
            var plan = judged is null
                ? AcceptancePlan.Awaiting(message, settings, listener)
                : AcceptancePlan.For(judged, snapshot, settings, listener, time);
            if (relay is { OwesReports: false } && plan.PassesStraightThrough)
                return new AcceptanceAnswer(await _passThrough.RunAsync(message, plan, relay, cancellationToken), IsLogged: true);
            if (relay is not null)
                await relay.AbandonAsync(cancellationToken);
            return plan.Outcome.Refusal is { } refusal
                ? new AcceptanceAnswer(Refuse(message, plan, refusal), IsLogged: true)
                : await CommitAsync(message, intake, plan, cancellationToken);
        }
    }

    /// <summary>Null when the budget passed while inspectors were still inside their own deadlines.</summary>
    private async ValueTask<JudgedMail?> JudgeWithinBudgetAsync(
        MailMessage message, PolicySnapshot snapshot, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var judging = desk.JudgeAsync(message, snapshot, stop.Token).AsTask();
        try
        {
            return await judging.WaitAsync(settings.InspectionBudget, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            ReceivingLog.BudgetPassed(logger, message.Id, settings.InspectionBudget);
            await stop.CancelAsync();
            await judging.ContinueWith(static task => _ = task.Exception, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return null;
        }
    }

    private SmtpReply Refuse(MailMessage message, AcceptancePlan plan, SmtpReply reply)
    {
        log.Append(plan.Line(message.Content.Length, reply, accepted: false, time.GetUtcNow()));
        ReceivingLog.Refused(logger, message.Id, SenderOf(message), message.Envelope.ClientAddress, message.Envelope.SessionId, reply.ToString());
        return reply;
    }

    private async ValueTask<AcceptanceAnswer> CommitAsync(
        MailMessage message, SpoolIntake intake, AcceptancePlan plan, CancellationToken cancellationToken)
    {
        SpoolEntry entry;
        try
        {
            entry = await spool.CommitAsync(intake, plan.Record, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ReceivingLog.NotStored(logger, message.Id, e);
            return new AcceptanceAnswer(RefusalReply.NotStored(message.Id), IsLogged: false);
        }
        var reply = SmtpReply.Of(250, 0, 0, $"Ok: queued as {message.Id}");
        log.Append(plan.Line(message.Content.Length, reply, accepted: true, time.GetUtcNow()));
        ReceivingLog.Accepted(
            logger, message.Id, SenderOf(message), message.Envelope.ClientAddress, message.Envelope.SessionId, message.Envelope.Recipients.Length, message.Content.Length, plan.Summary);
        dispatcher.Dispatch(entry);
        failpoints.Hit(FailpointNames.BeforeOurReply);
        return new AcceptanceAnswer(reply, IsLogged: true);
    }

    private static string SenderOf(MailMessage message) => VisibleText.OneLine(message.Envelope.Sender?.ToString() ?? "");
}

/// <summary>Our answer to the content.</summary>
/// <param name="Reply">What is said.</param>
/// <param name="IsLogged">True when the message's own line in the log says it: a refusal needs no second one.</param>
internal readonly record struct AcceptanceAnswer(SmtpReply Reply, bool IsLogged);

using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>
/// Carries one unsplit copy straight to the next hop while the client waits, and answers as that answers. The log is written between the two answers: a death in
/// between leaves the client without one, so that it comes again under another id; doubled at worst, never lost, and never a line about mail that nobody took.
/// </summary>
internal sealed class PassThrough(IMessageLog log, IFailpoints failpoints, TimeProvider time, ILogger logger)
{
    public async ValueTask<SmtpReply> RunAsync(MailMessage message, AcceptancePlan plan, NextHopRelay relay, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var outcome = await SendAsync(message, plan, relay, cancellationToken);
        Count(message, outcome, relay, time.GetElapsedTime(began));
        var reply = HopReply.OfContent(outcome, message.Id);
        Note(message, plan, relay, outcome, reply);
        failpoints.Hit(FailpointNames.BeforeOurReply);
        return reply;
    }

    private static async ValueTask<SmtpOutcome> SendAsync(MailMessage message, AcceptancePlan plan, NextHopRelay relay, CancellationToken cancellationToken)
    {
        try
        {
            var edited = MessageEditor.Open(message.Content, plan.Record.Trace, plan.Record.Copies[0].Edits);
            return await relay.SendAsync(edited, message.Envelope, cancellationToken);
        }
        catch (IOException trouble)
        {
            await relay.AbandonAsync(cancellationToken);
            return SmtpOutcome.Deferred(3, 0, $"the content cannot be read: {trouble.Message}");
        }
    }

    private void Count(MailMessage message, SmtpOutcome outcome, NextHopRelay relay, TimeSpan elapsed)
    {
        if (relay.Metrics is not { } metrics)
            return;
        metrics.AttemptEnded("direct", elapsed);
        var sinceArrival = time.GetUtcNow() - message.Envelope.ReceivedAt;
        foreach (var _ in message.Envelope.Recipients)
        {
            metrics.Attempted(Word(outcome));
            if (outcome.Kind == SmtpOutcomeKind.Delivered)
                metrics.Delivered(sinceArrival);
        }
    }

    private static string Word(SmtpOutcome outcome) => outcome.Kind switch { SmtpOutcomeKind.Delivered => "delivered", SmtpOutcomeKind.Failed => "failed", _ => "deferred" };

    private void Note(MailMessage message, AcceptancePlan plan, NextHopRelay relay, SmtpOutcome outcome, SmtpReply reply)
    {
        var now = time.GetUtcNow();
        var isTaken = outcome.Kind == SmtpOutcomeKind.Delivered;
        var line = plan.Line(message.Content.Length, reply, isTaken, now);
        log.Append(isTaken ? line with { Recipients = [.. line.Recipients.Select(recipient => recipient with { Status = RecipientStatus.Delivered })] } : line);
        for (var recipient = 0; recipient < message.Envelope.Recipients.Length; recipient++)
        {
            log.Append(new AttemptLogged
            {
                At = now,
                MailId = message.Id,
                Recipient = recipient,
                Attempt = 1,
                NextHop = relay.Answerer,
                Outcome = Word(outcome),
                Reply = outcome.Words,
                Tls = relay.Tls,
            });
        }
        var sender = VisibleText.OneLine(message.Envelope.Sender?.ToString() ?? "");
        if (isTaken)
            DirectLog.Passed(logger, message.Id, sender, message.Envelope.ClientAddress, message.Envelope.Recipients.Length, message.Content.Length, relay.Answerer, outcome.Words);
        else
            DirectLog.NotPassed(logger, message.Id, sender, message.Envelope.ClientAddress, relay.Answerer, outcome.Words);
    }
}

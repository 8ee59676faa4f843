using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>One attempt over one or several hosts: who has an outcome, who still waits for a host that listens.</summary>
internal sealed class SmtpAttempt(DeliveryJob job, OutgoingContent outgoing, SmtpSendHooks hooks, DeliveryLimits limits)
{
    private readonly Dictionary<int, RecipientAttempt> _settled = [];
    private readonly List<int> _open = [.. job.Recipients];
    private readonly List<(SmtpOutcome Outcome, string NextHop)> _troubles = [];

    /// <summary>True when every recipient has an outcome.</summary>
    public bool IsDone => _open.Count == 0;

    /// <summary>What is settled so far, when the attempt is cut: the next hop has these messages, or has refused them, whatever becomes of the rest.</summary>
    public AttemptResult? Settled() => _settled.Count == 0
        ? null
        : new AttemptResult([.. job.Recipients.Where(_settled.ContainsKey).Select(recipient => _settled[recipient])]);

    /// <summary>The last host's trouble, in words.</summary>
    public string? TroubleText => _troubles.Count == 0 ? null : $"{_troubles[^1].NextHop}: {_troubles[^1].Outcome.Words}";

    /// <summary>A host could not be used.</summary>
    public void NoteTrouble(SmtpOutcome outcome, string nextHop) => _troubles.Add((outcome, nextHop));

    /// <summary>The same outcome for all who have none.</summary>
    public void SettleRest(SmtpOutcome outcome, string nextHop)
    {
        foreach (var recipient in _open)
            _settled[recipient] = new RecipientAttempt(recipient, outcome, nextHop);
        _open.Clear();
    }

    /// <summary>Sends to all who wait. Those for whom the session ended too early wait on.</summary>
    public async Task SendAsync(SmtpClientConnection connection, CancellationToken cancellationToken)
    {
        var (content, refusal) = await outgoing.ForAsync(connection.Capabilities, cancellationToken);
        if (refusal is not null)
        {
            SettleRest(refusal, connection.NextHop.ToString());
            return;
        }
        var pending = new Queue<int>(_open);
        while (pending.Count > 0 && connection.IsUsable)
        {
            var chunk = TakeChunk(pending);
            var result = await connection.SendAsync(TransactionOf(chunk, content), content, hooks, cancellationToken);
            var progress = result.Recipients.Any(outcome => outcome.Kind == SmtpOutcomeKind.Delivered);
            for (var i = 0; i < chunk.Count; i++)
            {
                var outcome = result.Recipients[i];
                if (outcome.Kind == SmtpOutcomeKind.Deferred && result.EndedEarly)
                    NoteTrouble(outcome, connection.NextHop.ToString());
                else if (progress && IsTooMany(outcome))
                    pending.Enqueue(chunk[i]);
                else
                    Settle(chunk[i], outcome, connection);
            }
        }
        if (pending.Count > 0)
            NoteTrouble(SmtpOutcome.Deferred(4, 2, "the connection ended before the message was sent to all recipients"), connection.NextHop.ToString());
    }

    /// <summary>All outcomes; who could be told to nobody is deferred, or has failed when every host takes no mail at all (RFC 7504).</summary>
    public AttemptResult Result(string? unreachable)
    {
        // Who has an outcome from an idle connection keeps it: for such an attempt there is no going back.
        var isCrowded = _settled.Count == 0 && _troubles.Count > 0 && _troubles.TrueForAll(trouble => trouble.Outcome.Reply is { Code: >= 400 and < 500 });
        if (_open.Count > 0)
        {
            var (outcome, nextHop) = _troubles.LastOrDefault(trouble => trouble.Outcome.Kind == SmtpOutcomeKind.Deferred);
            if (outcome is null)
                (outcome, nextHop) = _troubles[^1];
            SettleRest(outcome, nextHop);
        }
        return new AttemptResult([.. job.Recipients.Select(recipient => _settled[recipient])], unreachable)
        {
            WasPushedBack = _troubles.Any(trouble => PushesBack(trouble.Outcome)) || _settled.Values.Any(settled => settled.Outcome.Reply is { Code: 421 }),
            IsCrowded = isCrowded,
        };
    }

    /// <summary>421, or a connection that came to nothing (X.4.1, X.4.2).</summary>
    private static bool PushesBack(SmtpOutcome outcome) => outcome.Reply is { Code: 421 } || (outcome.Reply is null && outcome.Status is { Subject: 4, Detail: 1 or 2 });

    private List<int> TakeChunk(Queue<int> pending)
    {
        List<int> chunk = [];
        while (chunk.Count < limits.RecipientsPerTransaction && pending.TryDequeue(out var recipient))
            chunk.Add(recipient);
        return chunk;
    }

    private void Settle(int recipient, SmtpOutcome outcome, SmtpClientConnection connection)
    {
        var tls = connection.Tls is { } state ? $"{state.Protocol} {state.CipherSuite} {(state.PeerVerified ? "verified" : "unverified")}" : null;
        _settled[recipient] = new RecipientAttempt(recipient, outcome, connection.NextHop.ToString(), tls, connection.Capabilities.Dsn);
        _open.Remove(recipient);
    }

    /// <summary>"Too many recipients" is no trouble of the recipient: he comes with the next transaction (RFC 5321 section 4.5.3.1.10).</summary>
    private static bool IsTooMany(SmtpOutcome outcome) =>
        outcome is { Kind: SmtpOutcomeKind.Deferred, Reply: not null, Status: { Subject: 5, Detail: 3 } };

    private SmtpTransaction TransactionOf(List<int> recipients, SmtpContent content)
    {
        var envelope = job.Entry.Record.Envelope;
        var mail = new MailCommand(
            envelope.Sender, content.ExactLength, envelope.Body, envelope.SmtpUtf8, envelope.Return, envelope.EnvelopeId);
        return new SmtpTransaction(mail, [.. recipients.Select(index =>
        {
            var recipient = envelope.Recipients[index];
            return new RecipientCommand(recipient.Address, recipient.Notify, recipient.OriginalRecipient);
        })]);
    }
}

using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Attributes;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// One mail transaction spoken step by step, each answer known before the next step: for a filter whose client wants the next hop's word on every
/// recipient. Never throws for what the next hop or the network does; when a step breaks the connection, <see cref="SmtpClientConnection.IsUsable"/> is
/// false and the outcome says why. Not thread-safe.
/// </summary>
public sealed class SteppedTransaction
{
    private static readonly SmtpReply Ready = new(250, null, "");

    private readonly SmtpClientChannel _channel;
    private readonly SmtpCapabilities _next;
    private readonly SmtpClientLimits _limits;
    private bool _utf8;

    internal SteppedTransaction(SmtpClientChannel channel, SmtpCapabilities next, SmtpClientLimits limits) =>
        (_channel, _next, _limits) = (channel, next, limits);

    /// <summary>MAIL, with what the next hop understands of its parameters; before it XFORWARD, where the client is known and the next hop wants to know.</summary>
    public async ValueTask<SmtpOutcome> MailAsync(MailCommand mail, ClientAttributes? client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mail);
        if (!SmtpClientCommands.IsSafe(mail.Sender))
            return SmtpOutcome.Failed(1, 7, "the sender's address cannot stand in an SMTP command");
        var needs = SmtpClientCommands.NeedsUtf8(mail.Sender) || mail.SmtpUtf8;
        if (needs && !_next.SmtpUtf8)
            return SmtpOutcome.Failed(6, 7, "the message needs SMTPUTF8, and the next hop does not take such mail");
        _utf8 = needs;
        foreach (var line in client is null ? [] : XforwardLines.Of(client, _next.Xforward))
        {
            // A next hop that dislikes what it is told of the client still takes the mail.
            var told = await AskAsync(line, _limits.Envelope, cancellationToken);
            if (_channel.IsBroken)
                return told;
        }
        return await AskAsync(SmtpClientCommands.Mail(mail, _next, _utf8), _limits.Envelope, cancellationToken);
    }

    /// <summary>RCPT.</summary>
    public async ValueTask<SmtpOutcome> RecipientAsync(RecipientCommand recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        if (!SmtpClientCommands.IsSafe(recipient.Recipient))
            return SmtpOutcome.Failed(1, 3, "the recipient's address cannot stand in an SMTP command");
        if (SmtpClientCommands.NeedsUtf8(recipient.Recipient) && !_utf8)
            return SmtpOutcome.Failed(6, 7, "the recipient's address is not ASCII, and the next hop does not take such addresses (SMTPUTF8)");
        return await AskAsync(SmtpClientCommands.Recipient(recipient, _next, _utf8), _limits.Envelope, cancellationToken);
    }

    /// <summary>DATA: delivered means that the content may come.</summary>
    /// <param name="octets">Of the content, where they are known: more than the next hop takes at most are not sent.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async ValueTask<SmtpOutcome> BeginContentAsync(long? octets, CancellationToken cancellationToken)
    {
        if (_next.MaxSize is { } most && octets > most)
            return SmtpOutcome.Failed(3, 4, FormattableString.Invariant($"the message has {octets} octets, and the next hop takes no more than {most}"));
        var start = await _channel.AskAsync("DATA", _limits.DataStart, cancellationToken);
        return start.Reply is { Code: 354 } ? SmtpOutcome.Of(Ready) : OutcomeOf(start);
    }

    /// <summary>The content up to the answer to its final dot; once the dot is on its way, nobody knows what became of a message without an answer.</summary>
    public async ValueTask<SmtpOutcome> ContentAsync(Func<Stream> openContent, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        var sending = new SmtpClientContent(_channel, _limits);
        if (await sending.SendByDataAsync(openContent, hooks, cancellationToken) is { } failure)
            return failure;
        var answer = await sending.ReadAnswerAsync(cancellationToken);
        if (answer.Kind == SmtpOutcomeKind.Delivered)
            hooks.AfterAccepted?.Invoke();
        return answer;
    }

    private async ValueTask<SmtpOutcome> AskAsync(string command, TimeSpan limit, CancellationToken cancellationToken) =>
        OutcomeOf(await _channel.AskAsync(command, limit, cancellationToken));

    private SmtpOutcome OutcomeOf(ReplyRead read)
    {
        if (read.Reply is { Code: not 421 and ((>= 200 and < 300) or >= 400) } answer && !_channel.IsBroken)
            return SmtpOutcome.Of(answer);
        _channel.Break();
        return read.Reply switch
        {
            null => SmtpOutcome.Deferred(4, 2, read.Problem!),
            { Code: >= 400 } refusal => SmtpOutcome.Of(refusal).AsDeferred(),
            var other => SmtpOutcome.Deferred(5, 0, $"an answer out of place: {other}"),
        };
    }
}

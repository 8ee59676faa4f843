using System.Collections.Immutable;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>One mail transaction: MAIL, the RCPTs, DATA or BDAT. Each recipient gets an outcome exactly once.</summary>
internal sealed class SmtpClientTransaction(
    SmtpClientChannel channel, SmtpCapabilities next, SmtpClientLimits limits, SmtpTransaction transaction, SmtpClientProfile profile, Action chunkingIsRefused)
{
    private readonly SmtpOutcome?[] _outcomes = new SmtpOutcome?[transaction.Recipients.Length];
    private readonly List<int> _accepted = new(transaction.Recipients.Length);
    private bool _utf8;
    private bool _endedEarly;

    public async Task<SmtpSendResult> RunAsync(SmtpContent content, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        RefuseWhatCannotBeSent();
        var mail = await EnvelopeAsync(cancellationToken);
        var isOver = mail && _accepted.Count > 0 && await ContentAsync(content, hooks, cancellationToken);
        if (mail && !isOver)
            await ResetAsync(cancellationToken);
        return new SmtpSendResult([.. _outcomes.Select(outcome => outcome!)], _endedEarly);
    }

    /// <summary>The next hop still has our MAIL: the next one would be answered 503, which is final, for recipients who have done nothing.</summary>
    private async ValueTask ResetAsync(CancellationToken cancellationToken)
    {
        if (!channel.IsBroken && (await channel.AskAsync("RSET", limits.Reset, cancellationToken)).Reply is not { IsPositive: true })
            channel.Break();
    }

    private void RefuseWhatCannotBeSent()
    {
        var mail = transaction.Mail;
        var wantsUtf8 = mail.SmtpUtf8 || SmtpClientCommands.NeedsUtf8(mail.Sender);
        if (next.MaxSize is { } most && mail.DeclaredSize > most)
            SettleRest(SmtpOutcome.Failed(3, 4, FormattableString.Invariant($"the message has {mail.DeclaredSize} octets, and the next hop takes no more than {most}")));
        if (!SmtpClientCommands.IsSafe(mail.Sender))
            SettleRest(SmtpOutcome.Failed(1, 7, "the sender's address cannot stand in an SMTP command"));
        if (!next.SmtpUtf8 && SmtpClientCommands.NeedsUtf8(mail.Sender))
            SettleRest(WithoutUtf8("sender's"));
        for (var i = 0; i < _outcomes.Length; i++)
        {
            var recipient = transaction.Recipients[i].Recipient;
            var needs = SmtpClientCommands.NeedsUtf8(recipient);
            wantsUtf8 |= needs;
            if (!SmtpClientCommands.IsSafe(recipient))
                _outcomes[i] ??= SmtpOutcome.Failed(1, 3, "the recipient's address cannot stand in an SMTP command");
            else if (needs && !next.SmtpUtf8)
                _outcomes[i] ??= WithoutUtf8("recipient's");
        }
        _utf8 = wantsUtf8 && next.SmtpUtf8;
    }

    private static SmtpOutcome WithoutUtf8(string whose) =>
        SmtpOutcome.Failed(6, 7, $"the {whose} address is not ASCII, and the next hop does not take such addresses (SMTPUTF8)");

    /// <summary>
    /// MAIL and RCPT in one group where the next hop pipelines. DATA is not part of the group: when every recipient is refused, a 354 would
    /// oblige us to send an empty message, and one round trip is no price for never doing so. True when MAIL was accepted.
    /// </summary>
    private async ValueTask<bool> EnvelopeAsync(CancellationToken cancellationToken)
    {
        var asked = Enumerable.Range(0, _outcomes.Length).Where(i => _outcomes[i] is null).ToArray();
        if (asked.Length == 0)
            return false;
        if (channel.TakeEarlyReply() is { } early)
            return SettleSession(early);
        channel.Write(SmtpClientCommands.Mail(transaction.Mail, next, _utf8));
        if (next.Pipelining)
        {
            foreach (var i in asked)
                channel.Write(SmtpClientCommands.Recipient(transaction.Recipients[i], next, _utf8));
        }
        var mail = await FlushAndReadAsync(cancellationToken);
        var accepted = mail.Reply is { IsPositive: true };
        if (!accepted && !SettleRefusedMail(mail))
            return false;
        foreach (var i in asked)
        {
            if (!accepted && !next.Pipelining)
                break;
            var answer = next.Pipelining
                ? await channel.ReadReplyAsync(limits.Envelope, cancellationToken)
                : await channel.AskAsync(SmtpClientCommands.Recipient(transaction.Recipients[i], next, _utf8), limits.Envelope, cancellationToken);
            if (!TakeRecipientAnswer(i, answer))
                return false;
        }
        return accepted;
    }

    private async ValueTask<ReplyRead> FlushAndReadAsync(CancellationToken cancellationToken) =>
        await channel.FlushAsync(limits.Envelope, cancellationToken) is { } problem
            ? await channel.AfterWriteFailedAsync(problem, cancellationToken)
            : await channel.ReadReplyAsync(limits.Envelope, cancellationToken);

    /// <summary>True when the answers to pipelined RCPTs are still to come.</summary>
    private bool SettleRefusedMail(ReplyRead mail)
    {
        if (mail.Reply is not { Code: >= 400 and not 421 } refusal || channel.IsBroken)
            return SettleSession(mail);
        SettleRest(SmtpOutcome.Of(refusal));
        return true;
    }

    /// <summary>False when the session has ended.</summary>
    private bool TakeRecipientAnswer(int index, ReplyRead answer)
    {
        if (answer.Reply is not { } reply || reply.Code is 421 or (>= 300 and < 400))
            return SettleSession(answer);
        if (_outcomes[index] is not null)
            return true;
        if (reply.IsPositive)
            _accepted.Add(index);
        else
            _outcomes[index] = IsTooMany(reply) ? SmtpOutcome.Deferred(5, 3, reply.ToString()) with { Reply = reply } : SmtpOutcome.Of(reply);
        return true;
    }

    /// <summary>RFC 5321 section 4.5.3.1.10: servers of old say 552 for too many recipients; it means 452, once some were taken.</summary>
    private bool IsTooMany(SmtpReply reply) => _accepted.Count > 0
        && (reply.Status is { Subject: 5, Detail: 3 } || (reply.Code is 452 or 552 && reply.Status is null));

    /// <summary>True when the content was sent and answered, which ends the transaction at the next hop too.</summary>
    private async ValueTask<bool> ContentAsync(SmtpContent content, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        var sending = new SmtpClientContent(channel, limits);
        SmtpOutcome? failure;
        var isChunked = next.Chunking && profile.UseChunking && content.ExactLength is > 0;
        if (isChunked)
            failure = await sending.SendByBdatAsync(content, hooks, cancellationToken);
        else if (await MayBeginDataAsync(cancellationToken))
            failure = await sending.SendByDataAsync(content.Open, hooks, cancellationToken);
        else
            return false;
        if (failure is not null)
            SettleRest(failure);
        else if (profile.Protocol == SmtpClientProtocol.Lmtp)
            await AnswersOfEachAsync(sending, hooks, cancellationToken);
        else
            SettleRest(Noted(await sending.ReadAnswerAsync(cancellationToken), hooks));
        if (isChunked && _accepted.Exists(i => IsNotUnderstood(_outcomes[i]!)))
            TakeBackChunking();
        // RFC 3030 section 2: after a refused chunk only RSET is taken.
        return !isChunked || _accepted.Exists(i => _outcomes[i]!.Kind == SmtpOutcomeKind.Delivered);
    }

    /// <summary>BDAT is not known there though CHUNKING is announced, and our content was read as commands: no verdict on the message, which comes again by DATA.</summary>
    private void TakeBackChunking()
    {
        chunkingIsRefused();
        channel.Break();
        _endedEarly = true;
        foreach (var i in _accepted.Where(i => IsNotUnderstood(_outcomes[i]!)))
            _outcomes[i] = SmtpOutcome.Deferred(5, 1, $"the next hop announces CHUNKING and does not take it ({_outcomes[i]!.Words}); DATA is used at the next attempt");
    }

    /// <summary>RFC 5321 section 4.2.1: the codes of commands that are not known, not implemented, or out of place.</summary>
    private static bool IsNotUnderstood(SmtpOutcome outcome) => outcome.Reply is { Code: 500 or 502 or 503 or 504 };

    /// <summary>True after 354; else all have their outcome.</summary>
    private async ValueTask<bool> MayBeginDataAsync(CancellationToken cancellationToken)
    {
        var start = await channel.AskAsync("DATA", limits.DataStart, cancellationToken);
        if (start.Reply is { Code: 354 })
            return true;
        if (start.Reply is { Code: >= 400 and not 421 } refusal)
            SettleRest(SmtpOutcome.Of(refusal));
        else
            SettleSession(start);
        return false;
    }

    /// <summary>RFC 2033 section 4.2: one answer for each recipient that was accepted, in the order of the RCPTs.</summary>
    private async ValueTask AnswersOfEachAsync(SmtpClientContent sending, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        foreach (var i in _accepted)
        {
            try
            {
                _outcomes[i] = Noted(await sending.ReadAnswerAsync(cancellationToken), hooks);
            }
            catch (OperationCanceledException) when (i != _accepted[0])
            {
                // Those before have their answers: forgotten, they would be a second delivery.
                SettleRest(SmtpOutcome.Deferred(4, 2, "the gateway stopped before the answer for this recipient came; the message may arrive twice"));
                return;
            }
            if (!channel.IsBroken)
                continue;
            SettleRest(_outcomes[i]!);
            return;
        }
    }

    private static SmtpOutcome Noted(SmtpOutcome outcome, SmtpSendHooks hooks)
    {
        if (outcome.Kind == SmtpOutcomeKind.Delivered)
            hooks.AfterAccepted?.Invoke();
        return outcome;
    }

    /// <summary>The session is over before any content was sent: all who have no outcome yet are deferred. Always false.</summary>
    private bool SettleSession(ReplyRead read)
    {
        _endedEarly = true;
        channel.Break();
        SettleRest(read.Reply switch
        {
            null => SmtpOutcome.Deferred(4, 2, read.Problem!),
            { Code: >= 400 } refusal => SmtpOutcome.Of(refusal).AsDeferred(),
            var other => SmtpOutcome.Deferred(5, 0, $"an answer out of place: {other}"),
        });
        return false;
    }

    private void SettleRest(SmtpOutcome outcome)
    {
        for (var i = 0; i < _outcomes.Length; i++)
            _outcomes[i] ??= outcome;
    }
}

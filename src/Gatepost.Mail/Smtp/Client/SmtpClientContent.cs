namespace Gatepost.Mail.Smtp.Client;

/// <summary>The content of one message, after 354, up to the answer to the final dot.</summary>
internal sealed class SmtpClientContent(SmtpClientChannel channel, SmtpClientLimits limits)
{
    private readonly DotStuffer _dots = new();

    public async ValueTask<SmtpOutcome> SendAsync(Func<Stream> openContent, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        var failure = await BodyAsync(openContent, cancellationToken);
        if (failure is not null)
        {
            // Without its final dot the next hop throws away what it has; a connection in the middle of content is of no other use.
            channel.Break();
            return failure;
        }
        if (channel.TakeEarlyReply() is { } early)
            return Outcome(early, "the next hop answered before the content had ended");
        hooks.BeforeFinalDot?.Invoke();
        channel.Write(".");
        if (await channel.FlushAsync(limits.Block, cancellationToken) is { } problem)
            return Outcome(await channel.AfterWriteFailedAsync(problem, cancellationToken), "at the final dot");
        var answer = await channel.ReadReplyAsync(limits.DataEnd, cancellationToken);
        if (answer.Reply is { IsPositive: true })
            hooks.AfterAccepted?.Invoke();
        return Outcome(answer, "after the final dot; the message may arrive twice");
    }

    private async ValueTask<SmtpOutcome?> BodyAsync(Func<Stream> openContent, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = openContent();
            return await CopyAsync(content, cancellationToken);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The network's troubles are values here, so this is our own disk.
            return SmtpOutcome.Deferred(3, 0, "the spooled content cannot be read: " + trouble.Message);
        }
    }

    private async ValueTask<SmtpOutcome?> CopyAsync(Stream content, CancellationToken cancellationToken)
    {
        var block = new byte[limits.BlockOctets];
        int count;
        while ((count = await content.ReadAsync(block, cancellationToken)) > 0)
        {
            if (!_dots.TryWrite(block.AsSpan(0, count), channel.Output))
                return Bare();
            if (channel.Output.WrittenCount >= limits.BlockOctets && await FlushAsync(cancellationToken) is { } failure)
                return failure;
        }
        return _dots.TryFinish(channel.Output) ? await FlushAsync(cancellationToken) : Bare();
    }

    private async ValueTask<SmtpOutcome?> FlushAsync(CancellationToken cancellationToken)
    {
        var problem = await channel.FlushAsync(limits.Block, cancellationToken);
        return problem is null ? null : Outcome(await channel.AfterWriteFailedAsync(problem, cancellationToken), "in the middle of the content");
    }

    private static SmtpOutcome Bare() =>
        SmtpOutcome.Failed(6, 0, "the content has CR or LF alone, which SMTP forbids (RFC 5321 section 2.3.8); it was not sent");

    private SmtpOutcome Outcome(ReplyRead read, string where)
    {
        if (read.Reply is { Code: not 421 and ((>= 200 and < 300) or >= 400) } answer)
            return SmtpOutcome.Of(answer);
        channel.Break();
        return read.Reply switch
        {
            null => SmtpOutcome.Deferred(4, 2, $"{read.Problem}, {where}"),
            { Code: 421 } closing => SmtpOutcome.Of(closing),
            var other => SmtpOutcome.Deferred(5, 0, $"an answer out of place {where}: {other}"),
        };
    }
}

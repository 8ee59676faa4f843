using System.Buffers;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>The content of one message, by DATA after its 354 or by BDAT, up to where the answers are due.</summary>
internal sealed class SmtpClientContent(SmtpClientChannel channel, SmtpClientLimits limits)
{
    private readonly DotStuffer _dots = new();
    private readonly LineEndCheck _lines = new();

    /// <summary>Sends all of it, with the final dot; null when the answers are due.</summary>
    public async ValueTask<SmtpOutcome?> SendByDataAsync(Func<Stream> openContent, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        if (await BodyAsync(openContent, CopyStuffedAsync, cancellationToken) is { } failure)
            return failure;
        hooks.BeforeFinalDot?.Invoke();
        channel.Write(".");
        return await FlushLastAsync(cancellationToken);
    }

    /// <summary>Sends all of it as one last chunk (RFC 3030): nothing is altered, not even a dot; null when the answers are due.</summary>
    public async ValueTask<SmtpOutcome?> SendByBdatAsync(SmtpContent content, SmtpSendHooks hooks, CancellationToken cancellationToken)
    {
        channel.Write(FormattableString.Invariant($"BDAT {content.ExactLength} LAST"));
        if (await BodyAsync(content.Open, (stream, token) => CopyExactlyAsync(stream, content.ExactLength!.Value, token), cancellationToken) is { } failure)
            return failure;
        hooks.BeforeFinalDot?.Invoke();
        return await FlushLastAsync(cancellationToken);
    }

    /// <summary>Reads the next answer to the content.</summary>
    public async ValueTask<SmtpOutcome> ReadAnswerAsync(CancellationToken cancellationToken) =>
        Outcome(await channel.ReadReplyAsync(limits.DataEnd, cancellationToken), "after the end of the content; the message may arrive twice");

    private async ValueTask<SmtpOutcome?> BodyAsync(
        Func<Stream> openContent, Func<Stream, CancellationToken, ValueTask<SmtpOutcome?>> copy, CancellationToken cancellationToken)
    {
        SmtpOutcome? failure;
        try
        {
            await using var content = openContent();
            failure = await copy(content, cancellationToken);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            // The network's troubles are values here, so this is our own disk.
            failure = SmtpOutcome.Deferred(3, 0, "the spooled content cannot be read: " + trouble.Message);
        }
        catch (OperationCanceledException)
        {
            channel.Break();
            throw;
        }
        // Without its end the next hop throws away what it has; a connection in the middle of content is of no other use.
        if (failure is not null)
            channel.Break();
        else if (channel.TakeEarlyReply() is { } early)
            failure = Outcome(early, "the next hop answered before the content had ended");
        return failure;
    }

    private async ValueTask<SmtpOutcome?> CopyStuffedAsync(Stream content, CancellationToken cancellationToken)
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

    /// <summary>The last octet stays unsent: only with it is the message the next hop's.</summary>
    private async ValueTask<SmtpOutcome?> CopyExactlyAsync(Stream content, long length, CancellationToken cancellationToken)
    {
        var block = new byte[(int)Math.Clamp(length, 1, limits.BlockOctets)];
        var open = length;
        while (open > 0)
        {
            var count = await content.ReadAsync(block.AsMemory(0, (int)Math.Min(open, block.Length)), cancellationToken);
            if (count == 0)
                throw new EndOfStreamException("it is shorter than it was");
            if (!_lines.TryPass(block.AsSpan(0, count)))
                return Bare();
            open -= count;
            channel.Output.Write(block.AsSpan(0, open == 0 ? count - 1 : count));
            if (await FlushAsync(cancellationToken) is { } failure)
                return failure;
            if (open == 0)
                channel.Output.Write(block.AsSpan(count - 1, 1));
        }
        return _lines.IsComplete ? null : Bare();
    }

    private async ValueTask<SmtpOutcome?> FlushAsync(CancellationToken cancellationToken)
    {
        var problem = await channel.FlushAsync(limits.Block, cancellationToken);
        return problem is null ? null : Outcome(await channel.AfterWriteFailedAsync(problem, cancellationToken), "in the middle of the content");
    }

    private async ValueTask<SmtpOutcome?> FlushLastAsync(CancellationToken cancellationToken)
    {
        var problem = await channel.FlushAsync(limits.Block, cancellationToken);
        return problem is null ? null : Outcome(await channel.AfterWriteFailedAsync(problem, cancellationToken), "at the end of the content");
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

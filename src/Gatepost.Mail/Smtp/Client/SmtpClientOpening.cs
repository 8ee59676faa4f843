namespace Gatepost.Mail.Smtp.Client;

/// <summary>The opening of one conversation: greeting, EHLO or HELO, STARTTLS.</summary>
internal sealed class SmtpClientOpening(SmtpClientChannel channel, SmtpClientOptions options, SmtpClientTls tls, string host)
{
    private readonly SmtpClientLimits _limits = options.Limits;

    public SmtpCapabilities Capabilities { get; private set; } = new();

    public SmtpOutcome? Failure { get; private set; }

    /// <summary>True when STARTTLS was agreed and the handshake failed: this connection is spoilt, but plain text may work.</summary>
    public bool HandshakeFailed { get; private set; }

    /// <summary>Null when the conversation can begin.</summary>
    public async Task<SmtpOutcome?> RunAsync(CancellationToken cancellationToken) =>
        Failure = await GreetingAsync(cancellationToken) ?? await HelloAsync(cancellationToken) ?? await SecureAsync(cancellationToken);

    private async ValueTask<SmtpOutcome?> GreetingAsync(CancellationToken cancellationToken)
    {
        var greeting = await channel.ReadReplyAsync(_limits.Greeting, cancellationToken);
        if (greeting.Reply is { Code: 220 })
            return null;
        // RFC 7504: 521 is said by a host that never takes mail. Any other refusal is about us or about now, and is no verdict on a recipient.
        return greeting.Reply is { Code: 521 } never ? SmtpOutcome.Of(never) : Refusal(greeting);
    }

    private async ValueTask<SmtpOutcome?> HelloAsync(CancellationToken cancellationToken)
    {
        Capabilities = new SmtpCapabilities();
        var extended = await channel.AskAsync("EHLO " + options.HostName, _limits.Hello, cancellationToken);
        if (extended.Reply is { IsPositive: true } reply)
        {
            Capabilities = SmtpCapabilities.Parse(reply);
            return null;
        }
        if (extended.Reply is not { IsPermanent: true } || channel.IsBroken)
            return Refusal(extended);
        var plain = await channel.AskAsync("HELO " + options.HostName, _limits.Hello, cancellationToken);
        return plain.Reply is { IsPositive: true } ? null : Refusal(plain);
    }

    private async ValueTask<SmtpOutcome?> SecureAsync(CancellationToken cancellationToken)
    {
        if (tls == SmtpClientTls.Off || (tls == SmtpClientTls.Opportunistic && !Capabilities.StartTls))
            return null;
        if (!Capabilities.StartTls)
            return SmtpOutcome.Deferred(7, 4, "TLS is required here, and the next hop does not offer it");
        var answer = await channel.AskAsync("STARTTLS", _limits.Hello, cancellationToken);
        if (answer.Reply is null)
            return Refusal(answer);
        if (answer.Reply.Code != 220)
            return tls == SmtpClientTls.Opportunistic && !channel.IsBroken ? null : Refusal(answer);
        if (await channel.StartTlsAsync(host, cancellationToken) is { } problem)
        {
            HandshakeFailed = true;
            return SmtpOutcome.Deferred(7, 5, problem);
        }
        // RFC 3207 section 4.2: what was said before the handshake counts for nothing.
        return await HelloAsync(cancellationToken);
    }

    private static SmtpOutcome Refusal(ReplyRead read) => read.Reply is { } reply
        ? (reply.Code >= 400 ? SmtpOutcome.Of(reply).AsDeferred() : SmtpOutcome.Deferred(5, 0, $"an answer out of place: {reply}") with { Reply = reply })
        : SmtpOutcome.Deferred(4, 2, read.Problem!);
}

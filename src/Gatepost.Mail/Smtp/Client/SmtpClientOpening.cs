namespace Gatepost.Mail.Smtp.Client;

/// <summary>The opening of one conversation: greeting, EHLO, HELO or LHLO, STARTTLS, AUTH.</summary>
internal sealed class SmtpClientOpening(SmtpClientChannel channel, SmtpClientOptions options, SmtpClientProfile profile, string host)
{
    private readonly SmtpClientLimits _limits = options.Limits;
    private readonly SmtpClientTls _tls = profile.Tls;

    public SmtpCapabilities Capabilities { get; private set; } = new();

    public SmtpOutcome? Failure { get; private set; }

    /// <summary>True when TLS was agreed and came to nothing: this connection is spoilt, but plain text on another may work.</summary>
    public bool TlsFailed { get; private set; }

    /// <summary>Null when the conversation can begin.</summary>
    public async Task<SmtpOutcome?> RunAsync(CancellationToken cancellationToken)
    {
        Failure = (profile.IsImplicitTls ? await HandshakeAsync(cancellationToken) : null)
            ?? await GreetingAsync(cancellationToken) ?? await HelloAsync(cancellationToken)
            ?? (profile.IsImplicitTls ? null : await StartTlsAsync(cancellationToken));
        if (Failure is null && profile.Credentials is { } credentials)
            Failure = await new SmtpClientAuthentication(channel, Capabilities, _limits).RunAsync(credentials, cancellationToken);
        return Failure;
    }

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
        var isLmtp = profile.Protocol == SmtpClientProtocol.Lmtp;
        var name = profile.HostName ?? options.HostName;
        var extended = await channel.AskAsync((isLmtp ? "LHLO " : "EHLO ") + name, _limits.Hello, cancellationToken);
        if (extended.Reply is { IsPositive: true } reply)
        {
            Capabilities = SmtpCapabilities.Parse(reply);
            return null;
        }
        if (isLmtp || extended.Reply is not { IsPermanent: true } || channel.IsBroken)
            return Refusal(extended);
        var plain = await channel.AskAsync("HELO " + name, _limits.Hello, cancellationToken);
        return plain.Reply is { IsPositive: true } ? null : Refusal(plain);
    }

    private async ValueTask<SmtpOutcome?> StartTlsAsync(CancellationToken cancellationToken)
    {
        if (_tls == SmtpClientTls.Off || (_tls == SmtpClientTls.Opportunistic && !Capabilities.StartTls))
            return null;
        if (!Capabilities.StartTls)
            return SmtpOutcome.Deferred(7, 4, "TLS is required here, and the next hop does not offer it");
        var answer = await channel.AskAsync("STARTTLS", _limits.Hello, cancellationToken);
        // A server whose TLS is broken closes, or says that it does: plain text on another connection may work.
        TlsFailed = answer.Reply is null or { Code: 421 };
        if (TlsFailed)
            return answer.Reply is null || _tls == SmtpClientTls.Opportunistic ? Refusal(answer) : TlsRefused(answer.Reply);
        if (answer.Reply!.Code != 220)
            return _tls == SmtpClientTls.Opportunistic && !channel.IsBroken ? null : TlsRefused(answer.Reply);
        if (await HandshakeAsync(cancellationToken) is { } failure)
            return failure;
        // RFC 3207 section 4.2: what was said before the handshake counts for nothing.
        var refusal = await HelloAsync(cancellationToken);
        // With TLS 1.3 the server learns last whether the handshake pleases it, and closes then.
        TlsFailed = refusal is not null && channel.IsBroken && refusal.Reply is null;
        return refusal;
    }

    private async ValueTask<SmtpOutcome?> HandshakeAsync(CancellationToken cancellationToken)
    {
        if (await channel.StartTlsAsync(new CertificateCheck(profile.Trust, host, _tls == SmtpClientTls.Verified), cancellationToken) is not { } problem)
            return null;
        TlsFailed = true;
        return SmtpOutcome.Deferred(7, 5, problem);
    }

    private static SmtpOutcome TlsRefused(SmtpReply reply) =>
        SmtpOutcome.Deferred(7, 4, $"TLS is required here, and the next hop refused to start it: {reply}") with { Reply = reply };

    private static SmtpOutcome Refusal(ReplyRead read) => read.Reply is { } reply
        ? (reply.Code >= 400 ? SmtpOutcome.Of(reply).AsDeferred() : SmtpOutcome.Deferred(5, 0, $"an answer out of place: {reply}") with { Reply = reply })
        : SmtpOutcome.Deferred(4, 2, read.Problem!);
}

using Gatepost.Gateway.Configuration;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Authentication;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>
/// A session of a direct listener: what receiving checks of any session, and the next hop's own word on sender and recipients. Whom its clients may send to is
/// the mail server's to judge, not ours, so only listed clients get in; where a proxy does not say for whom it speaks, its own address proves nothing.
/// </summary>
internal sealed class DirectSession(ReceivingSession inner, DirectSettings direct, NextHopRelay relay, bool isClientKnown) : ISmtpSessionHandler
{
    public ValueTask<SmtpReply?> ConnectAsync(SmtpSession session, CancellationToken cancellationToken) =>
        isClientKnown && RelayControl.IsRelayClient(session.RemoteEndPoint.Address, direct.Clients)
            ? inner.ConnectAsync(session, cancellationToken)
            : ValueTask.FromResult<SmtpReply?>(SmtpReply.Of(554, 7, 1, "This is the filter of a mail server, and your address is not one of its clients"));

    /// <summary>Opens the next hop, so that EHLO promises no more than it keeps. One that is away is met again at MAIL, and then told of.</summary>
    public async ValueTask<SmtpReply?> HelloAsync(SmtpSession session, string name, CancellationToken cancellationToken)
    {
        if (await inner.HelloAsync(session, name, cancellationToken) is { } refusal)
            return refusal;
        if (await relay.OfferAsync(cancellationToken) is { } next)
            session.Offer = OfferOf(next);
        return null;
    }

    public ValueTask<SmtpReply?> AuthenticateAsync(SmtpSession session, AuthenticationAttempt attempt, CancellationToken cancellationToken) =>
        inner.AuthenticateAsync(session, attempt, cancellationToken);

    public ValueTask<SmtpReply?> ClientStatedAsync(SmtpSession session, CancellationToken cancellationToken) => inner.ClientStatedAsync(session, cancellationToken);

    /// <summary>What the mail server told of the client is told on, so that its own door for inspected mail knows it too.</summary>
    public async ValueTask<SmtpReply?> MailAsync(SmtpSession session, MailCommand mail, CancellationToken cancellationToken) =>
        await inner.MailAsync(session, mail, cancellationToken) is { } refusal
            ? refusal
            : HopReply.Refusal(await relay.MailAsync(mail, session.Forwarded, cancellationToken));

    public async ValueTask<SmtpReply?> RecipientAsync(
        SmtpSession session, MailCommand mail, RecipientCommand recipient, CancellationToken cancellationToken) =>
        HopReply.Refusal(await relay.RecipientAsync(recipient, cancellationToken));

    public ValueTask<ContentStart> BeginContentAsync(SmtpSession session, SmtpTransaction transaction, CancellationToken cancellationToken) =>
        inner.BeginContentAsync(session, transaction, cancellationToken);

    public ValueTask<SmtpReply> ContentAsync(
        SmtpSession session, SmtpTransaction transaction, IContentWriter content, ContentFacts facts, CancellationToken cancellationToken) =>
        inner.ContentAsync(session, transaction, content, facts, cancellationToken);

    public void Refused(SmtpSession session, MailCommand? mail, string command, SmtpReply reply) => inner.Refused(session, mail, command, reply);

    public void Closed(SmtpSession session, string reason) => inner.Closed(session, reason);

    private static SmtpOffer OfferOf(SmtpCapabilities next) => new()
    {
        EightBitMime = next.EightBitMime, SmtpUtf8 = next.SmtpUtf8, Dsn = next.Dsn, MaxSize = next.MaxSize,
    };
}

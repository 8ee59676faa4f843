using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Who may send to whom (promise 4): anybody to our own domains, relay clients to anywhere, nobody else. A pure function of the
/// snapshot and the listener's settings.
/// </summary>
internal static class RelayControl
{
    public static bool IsRelayClient(IPAddress client, ImmutableArray<IPNetwork> relayNetworks)
    {
        var address = client.IsIPv4MappedToIPv6 ? client.MapToIPv4() : client;
        foreach (var network in relayNetworks)
        {
            if (network.Contains(address))
                return true;
        }
        return false;
    }

    /// <summary>Null lets the client send at all: at a relay listener strangers may not, not even to our own domains.</summary>
    public static SmtpReply? JudgeClient(ListenerSettings listener, bool isRelayClient)
    {
        if (listener.Role != ListenerRole.Relay || isRelayClient)
            return null;
        return listener.Authentication
            ? SmtpReply.Of(530, 7, 0, "Authentication required")
            : SmtpReply.Of(550, 7, 1, "This server takes mail from its own clients only, and yours is not one of them");
    }

    /// <summary>
    /// Whether the session's client may relay. A certificate was shown by the other side of the connection: it says nothing of a client whom that side states.
    /// </summary>
    /// <param name="session">The session as it is now.</param>
    /// <param name="listener">Its listener.</param>
    /// <param name="isClientKnown">False when a proxy did not say for whom it speaks: its own address proves nothing then.</param>
    public static bool MayRelay(SmtpSession session, ListenerSettings listener, bool isClientKnown) =>
        session.AuthenticatedAs is not null
        || (session.ClientCertificate is not null && session.Stated is null)
        || (isClientKnown && IsRelayClient(session.Client.Address, listener.RelayNetworks));

    /// <summary>Null accepts the recipient.</summary>
    public static SmtpReply? Judge(EmailAddress recipient, bool isRelayClient, PolicySnapshot policy)
    {
        if (isRelayClient)
            return null;
        if (!policy.InternalDomains.Contains(recipient))
            return SmtpReply.Of(550, 7, 1, $"We do not relay mail to {recipient.Domain}: it is not one of our domains");
        return HasRouting(recipient.LocalPart)
            ? SmtpReply.Of(550, 7, 1, "An address that asks us to route the mail on (with %, ! or @ in its local part) is taken from relay clients only")
            : null;
    }

    /// <summary>
    /// The bare <c>Postmaster</c> and the postmaster at our own host name belong to whoever runs the gateway (RFC 5321 section 4.5.1): to
    /// the postmaster of the first internal domain, since the host name itself has no mailbox.
    /// </summary>
    public static EmailAddress Resolve(EmailAddress recipient, PolicySnapshot policy, string hostName)
    {
        var isOurs = recipient.Domain.Length == 0 || string.Equals(recipient.Domain, hostName, StringComparison.OrdinalIgnoreCase);
        if (!isOurs || !string.Equals(recipient.LocalPart, "postmaster", StringComparison.OrdinalIgnoreCase))
            return recipient;
        if (recipient.Domain.Length > 0 && policy.InternalDomains.Contains(recipient.Domain))
            return recipient;
        var domain = policy.InternalDomains.Patterns.FirstOrDefault(pattern => !pattern.StartsWith("*.", StringComparison.Ordinal));
        return new EmailAddress("postmaster", domain ?? hostName);
    }

    /// <summary>
    /// <c>user%other.example@ours</c> and <c>other.example!user@ours</c>: a mail server behind us that still honours such routes
    /// would make the two of us an open relay.
    /// </summary>
    private static bool HasRouting(string localPart) => localPart.AsSpan().IndexOfAny("%!@") >= 0;
}

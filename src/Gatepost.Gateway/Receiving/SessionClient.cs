using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Attributes;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// Whose mail a session brings, as logs and the policy see it: the client that XFORWARD names, else the one that XCLIENT or a proxy names, else the other side of the
/// connection. What the connection itself may do is <see cref="RelayControl"/>'s to say.
/// </summary>
internal static class SessionClient
{
    /// <summary>Null when nobody knows it.</summary>
    public static IPAddress? AddressOf(SmtpSession session) => session.Forwarded is { Source: not ClientSource.Local } forwarded ? forwarded.Address : session.Forwarded?.Address ?? OwnAddressOf(session);

    public static string? HeloOf(SmtpSession session) => session.Forwarded is { } forwarded ? forwarded.Helo : session.Helo;

    /// <summary>Null when there is nothing to tell.</summary>
    public static ClientIdentity? IdentityOf(SmtpSession session)
    {
        var identity = new ClientIdentity
        {
            Name = session.Forwarded is { } forwarded ? forwarded.Name : session.Stated?.Name,
            Account = session.AuthenticatedAs,
            Certificate = session.Stated is null ? session.ClientCertificate : null,
            ForwardedBy = session.Forwarded is { } passedOn ? new ForwardingServer(OwnAddressOf(session), session.Helo, passedOn.Identity) : null,
        };
        return identity == new ClientIdentity() ? null : identity;
    }

    /// <summary>For the policy. A server that passes mail on may relay; whether its client may is known by where that client stands.</summary>
    public static bool IsRelayClient(SmtpSession session, ListenerSettings listener, bool mayRelay) => session.Forwarded switch
    {
        null => mayRelay,
        { Source: ClientSource.Local } => true,
        { Address: { } address } => RelayControl.IsRelayClient(address, listener.RelayNetworks),
        _ => false,
    };

    private static IPAddress? OwnAddressOf(SmtpSession session) => session.Client.Address is var address && address.Equals(IPAddress.None) ? null : address;
}

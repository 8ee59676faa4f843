using System.Collections.Immutable;
using System.Net;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Configuration;

/// <summary>One SMTP listener.</summary>
public sealed record ListenerSettings
{
    /// <summary>Unique; stands in logs.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Whom it serves.</summary>
    public ListenerRole Role { get; init; }

    /// <summary>What the role <see cref="ListenerRole.Direct"/> needs beyond the others.</summary>
    public DirectSettings? Direct { get; init; }

    /// <summary>Whether and when its connections are protected.</summary>
    public ListenerTls Tls { get; init; } = ListenerTls.Opportunistic;

    /// <summary>Words of the greeting after the host name.</summary>
    public string Banner { get; init; } = "ESMTP Gatepost";

    /// <summary>Networks that may relay to anywhere.</summary>
    public ImmutableArray<IPNetwork> RelayNetworks { get; init; } = [];

    /// <summary>AUTH is offered over TLS; whoever has an account may relay to anywhere.</summary>
    public bool Authentication { get; init; }

    /// <summary>Certificates whose owners may relay to anywhere; null = clients are not asked for one.</summary>
    public ClientCertificateSettings? ClientCertificates { get; init; }

    /// <summary>Proxies, which begin every connection with a PROXY header; nobody else may.</summary>
    public ImmutableArray<IPNetwork> ProxyHosts { get; init; } = [];

    /// <summary>Servers that may state by XCLIENT who the client is.</summary>
    public ImmutableArray<IPNetwork> XclientHosts { get; init; } = [];

    /// <summary>Servers that may pass on by XFORWARD what they know of the client.</summary>
    public ImmutableArray<IPNetwork> XforwardHosts { get; init; } = [];

    /// <summary>Bounds of its sessions.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>Connections at once, all clients together.</summary>
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>Connections at once from one address. Postfix's smtpd_client_connection_count_limit is 50.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 50;

    /// <summary>CR or LF alone in content.</summary>
    public BareLineEndings BareLineEndings { get; init; }

    /// <summary>Remove the X-Gatepost-* fields that clients wrote: of strangers at an mx listener, of everybody at a relay listener.</summary>
    public bool RemoveForeignGatepostHeaders { get; init; } = true;
}

/// <summary>Whom a listener serves.</summary>
public enum ListenerRole
{
    /// <summary>The Internet: anybody may send to our domains, relay clients to anywhere.</summary>
    Mx = 0,

    /// <summary>Our own printers, applications and servers: relay clients may send to anywhere, strangers nothing at all.</summary>
    Relay,

    /// <summary>One mail server, whose content filter it is: <see cref="ListenerSettings.Direct"/> is set.</summary>
    Direct,
}

/// <summary>Whether and when the connections of a listener are protected.</summary>
public enum ListenerTls
{
    /// <summary>STARTTLS is not offered.</summary>
    Off = 0,

    /// <summary>STARTTLS is offered.</summary>
    Opportunistic,

    /// <summary>No mail before STARTTLS.</summary>
    Required,

    /// <summary>TLS from the first octet (RFC 8314), as on port 465.</summary>
    Implicit,
}

using System.Net;

namespace Gatepost.Gateway.Messages;

/// <summary>What is known of a client beyond its address. Part of the spool record and the decision record, so members are only ever added.</summary>
public sealed record ClientIdentity
{
    /// <summary>The host name that a trusted server has verified (XCLIENT, XFORWARD), or null.</summary>
    public string? Name { get; init; }

    /// <summary>The account by which it authenticated itself, or null.</summary>
    public string? Account { get; init; }

    /// <summary>The name of its trusted certificate, or null.</summary>
    public string? Certificate { get; init; }

    /// <summary>The server that brought the message and told by XFORWARD of whom; null when the client came itself.</summary>
    public ForwardingServer? ForwardedBy { get; init; }
}

/// <summary>A server that passes on what it has received.</summary>
/// <param name="Address">Its address, or null when that is not known.</param>
/// <param name="Helo">What it calls itself.</param>
/// <param name="Identity">Its own id of the message, such as Postfix's queue id.</param>
public sealed record ForwardingServer(IPAddress? Address, string? Helo, string? Identity);

using System.Net;

namespace Gatepost.Mail.Smtp.Server.Proxy;

/// <summary>What a proxy says of the connection that it passes on.</summary>
/// <param name="Client">The client; null when the proxy speaks for itself (health checks), or does not know.</param>
/// <param name="Destination">Where the client connected to; null with the client.</param>
public sealed record ProxyHeader(IPEndPoint? Client, IPEndPoint? Destination);

/// <summary>What was made of the first octets of a connection.</summary>
/// <param name="Header">The header; null when there is none yet, or will never be one.</param>
/// <param name="Length">Octets of the header.</param>
/// <param name="Problem">Why this is no header; null while more octets may make it one.</param>
public readonly record struct ProxyRead(ProxyHeader? Header, int Length, string? Problem)
{
    internal static ProxyRead NeedsMore => default;

    internal static ProxyRead Bad(string problem) => new(null, 0, problem);
}

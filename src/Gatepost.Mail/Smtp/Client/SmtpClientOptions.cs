using System.Net;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>How we speak to next hops; immutable, shared by all connections.</summary>
public sealed record SmtpClientOptions
{
    /// <summary>Our name in EHLO.</summary>
    public required string HostName { get; init; }

    /// <summary>Bounds of a conversation.</summary>
    public SmtpClientLimits Limits { get; init; } = new();
}

/// <summary>STARTTLS towards a next hop. Certificates are checked and the result noted, but an unverified one never stops mail.</summary>
public enum SmtpClientTls
{
    /// <summary>When offered; a failed handshake falls back to plain text on a new connection.</summary>
    Opportunistic = 0,

    /// <summary>Never.</summary>
    Off,

    /// <summary>Or no mail.</summary>
    Required,
}

/// <summary>One server to connect to.</summary>
/// <param name="Host">Its name, which TLS certificates are compared with, or its address.</param>
/// <param name="EndPoint">Address and port.</param>
public sealed record SmtpNextHop(string Host, IPEndPoint EndPoint)
{
    /// <summary><c>host[address]:port</c>, as logs and bounces name it.</summary>
    public override string ToString() => FormattableString.Invariant($"{Host}[{EndPoint.Address}]:{EndPoint.Port}");
}

/// <summary>
/// Opens a byte stream to an address: a TCP socket, or what a test gives. Fails with <see cref="System.Net.Sockets.SocketException"/> or <see cref="IOException"/>.
/// </summary>
public delegate ValueTask<Stream> DialNextHop(IPEndPoint endPoint, CancellationToken cancellationToken);

/// <summary>Called at the two moments between which a crash makes a duplicate: crash tests stop the process there.</summary>
/// <param name="BeforeFinalDot">All content was sent, the final dot not yet.</param>
/// <param name="AfterAccepted">The next hop's 250 to the content was read.</param>
public readonly record struct SmtpSendHooks(Action? BeforeFinalDot, Action? AfterAccepted);

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

/// <summary>One server to connect to.</summary>
/// <param name="Host">Its name, which TLS certificates are compared with, or its address.</param>
/// <param name="EndPoint">Address and port, or a Unix socket.</param>
public sealed record SmtpNextHop(string Host, EndPoint EndPoint)
{
    /// <summary><c>host[address]:port</c> or <c>host[path]</c>, as logs and bounces name it.</summary>
    public override string ToString() => EndPoint is IPEndPoint ip
        ? FormattableString.Invariant($"{Host}[{ip.Address}]:{ip.Port}")
        : $"{Host}[{EndPoint}]";
}

/// <summary>What is to be sent.</summary>
/// <param name="Open">Opens the octets; called once, and only when a recipient was accepted. The stream is disposed by whoever sends it.</param>
/// <param name="ExactLength">How many octets there are, where that is known for certain: BDAT (RFC 3030) needs to say it beforehand.</param>
public readonly record struct SmtpContent(Func<Stream> Open, long? ExactLength);

/// <summary>
/// Opens a byte stream to an address, from an address of ours where one is given: a socket, or what a test gives. Fails with
/// <see cref="System.Net.Sockets.SocketException"/> or <see cref="IOException"/>.
/// </summary>
public delegate ValueTask<Stream> DialNextHop(EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken);

/// <summary>Called at the two moments between which a crash makes a duplicate: crash tests stop the process there.</summary>
/// <param name="BeforeFinalDot">All content was sent, the final dot not yet.</param>
/// <param name="AfterAccepted">The next hop's 250 to the content was read.</param>
public readonly record struct SmtpSendHooks(Action? BeforeFinalDot, Action? AfterAccepted);

using System.Net;
using Gatepost.Mail.Smtp.Server.Attributes;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>
/// What is known of one SMTP connection. The session's own loop writes it, handlers read it; it is used by one thread at a time.
/// </summary>
public sealed class SmtpSession
{
    /// <summary>Names this session in refusals and logs.</summary>
    public required Guid Id { get; init; }

    /// <summary>The listener that took the connection, by the name of the settings.</summary>
    public required string Listener { get; init; }

    /// <summary>The other side of the connection, or the client that a trusted proxy named (PROXY protocol).</summary>
    public required IPEndPoint RemoteEndPoint { get; init; }

    /// <summary>Our side of the connection.</summary>
    public required IPEndPoint LocalEndPoint { get; init; }

    /// <summary>When the connection was taken.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>
    /// The other side may state by XCLIENT who the client is. A right of its own address: once it has stated another client it may be that client who speaks
    /// (a proxy passes his octets on as they come), and he could make himself anybody.
    /// </summary>
    public bool MayStateClient { get => field && IsForItself; init; }

    /// <summary>The other side may pass on by XFORWARD what it knows of the client; a right of its own address too.</summary>
    public bool MayForwardClient { get => field && IsForItself; init; }

    /// <summary>What XCLIENT stated; null when nobody did.</summary>
    public ClientAttributes? Stated { get; internal set; }

    /// <summary>What XFORWARD said for the present transaction; null when nobody did.</summary>
    public ClientAttributes? Forwarded { get; internal set; }

    /// <summary>The client of this session: whom XCLIENT stated, else the other side. <see cref="IPAddress.None"/> when XCLIENT said that it is not known.</summary>
    public IPEndPoint Client => Stated is { } stated ? new IPEndPoint(stated.Address ?? IPAddress.None, stated.Port ?? 0) : RemoteEndPoint;

    /// <summary>Where the client connected to: as XCLIENT stated, else our side of the connection.</summary>
    public IPEndPoint Destination => Stated is { DestinationAddress: { } address } ? new IPEndPoint(address, Stated.DestinationPort ?? 0) : LocalEndPoint;

    /// <summary>The account by which the client authenticated itself (AUTH, or XCLIENT's LOGIN); null without.</summary>
    public string? AuthenticatedAs { get; internal set; }

    /// <summary>The name of the trusted certificate that the client showed; null without.</summary>
    public string? ClientCertificate { get; internal set; }

    /// <summary>The argument of the last HELO or EHLO, or null before it; forgotten by STARTTLS (RFC 3207 section 4.2).</summary>
    public string? Helo { get; internal set; }

    /// <summary>True after EHLO: the session speaks ESMTP.</summary>
    public bool IsExtended { get; internal set; }

    /// <summary>The protection in force, or null on plain text.</summary>
    public TlsState? Tls { get; internal set; }

    /// <summary>What the next EHLO reply announces; a handler may lower it when it is told of the greeting.</summary>
    public SmtpOffer Offer { get; set; } = SmtpOffer.Everything;

    private bool IsForItself => Stated is null || RemoteEndPoint.Address.Equals(Stated.Address);

    /// <summary>Messages accepted in this session.</summary>
    public int Messages { get; internal set; }

    /// <summary>Refused commands so far.</summary>
    public int Errors { get; internal set; }
}

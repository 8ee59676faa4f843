using System.Net;

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

    /// <summary>The client.</summary>
    public required IPEndPoint RemoteEndPoint { get; init; }

    /// <summary>Our side of the connection.</summary>
    public required IPEndPoint LocalEndPoint { get; init; }

    /// <summary>When the connection was taken.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The argument of the last HELO or EHLO, or null before it; forgotten by STARTTLS (RFC 3207 section 4.2).</summary>
    public string? Helo { get; internal set; }

    /// <summary>True after EHLO: the session speaks ESMTP.</summary>
    public bool IsExtended { get; internal set; }

    /// <summary>The protection in force, or null on plain text.</summary>
    public TlsState? Tls { get; internal set; }

    /// <summary>What the next EHLO reply announces; a handler may lower it when it is told of the greeting.</summary>
    public SmtpOffer Offer { get; set; } = SmtpOffer.Everything;

    /// <summary>Messages accepted in this session.</summary>
    public int Messages { get; internal set; }

    /// <summary>Refused commands so far.</summary>
    public int Errors { get; internal set; }
}

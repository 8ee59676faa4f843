using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>How one next hop is spoken to, beyond what holds for all of them (<see cref="SmtpClientOptions"/>). Immutable.</summary>
public sealed record SmtpClientProfile
{
    /// <summary>Whether TLS protects the connection.</summary>
    public SmtpClientTls Tls { get; init; }

    /// <summary>TLS from the first octet (RFC 8314 section 3.3) in place of STARTTLS; for <see cref="SmtpClientTls.Required"/> and <see cref="SmtpClientTls.Verified"/>.</summary>
    public bool IsImplicitTls { get; init; }

    /// <summary>What a certificate is compared with.</summary>
    public SmtpClientTrust Trust { get; init; } = SmtpClientTrust.System;

    /// <summary>Who we are to the next hop, or null where it does not ask. Never sent without TLS.</summary>
    public SmtpCredentials? Credentials { get; init; }

    /// <summary>SMTP, or LMTP to a mail store.</summary>
    public SmtpClientProtocol Protocol { get; init; }

    /// <summary>Our name in EHLO, or null for <see cref="SmtpClientOptions.HostName"/>.</summary>
    public string? HostName { get; init; }

    /// <summary>Addresses to connect from, one of each IP version at most; what is missing is the system's choice.</summary>
    public ImmutableArray<IPAddress> Sources { get; init; } = [];

    /// <summary>False keeps to DATA where BDAT is offered (RFC 3030).</summary>
    public bool UseChunking { get; init; } = true;

    /// <summary>Nothing special but the rule for TLS.</summary>
    public static SmtpClientProfile Of(SmtpClientTls tls) => new() { Tls = tls };
}

/// <summary>TLS towards a next hop.</summary>
public enum SmtpClientTls
{
    /// <summary>When offered; a failed handshake falls back to plain text on a new connection. Certificates are checked and the result noted, no more.</summary>
    Opportunistic = 0,

    /// <summary>Never.</summary>
    Off,

    /// <summary>Encrypted, or no mail; whoever is at the other end.</summary>
    Required,

    /// <summary>Encrypted, and the certificate is trusted and carries the right name, or no mail.</summary>
    Verified,
}

/// <summary>The language of a next hop.</summary>
public enum SmtpClientProtocol
{
    /// <summary>RFC 5321.</summary>
    Smtp = 0,

    /// <summary>RFC 2033: LHLO, and one answer for each recipient after the content.</summary>
    Lmtp,
}

/// <summary>What certificates of a next hop are compared with.</summary>
public sealed record SmtpClientTrust
{
    /// <summary>The system's authorities, and the host's own name.</summary>
    public static SmtpClientTrust System { get; } = new();

    /// <summary>The name that is asked for (SNI), or null for the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>Names of which the certificate must carry one, <c>*.example.org</c> for any host below a domain; empty = the name that is asked for.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The only authorities that count, or null for those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }
}

/// <summary>A name and a password for AUTH. The password stands in no text that the record makes of itself.</summary>
public sealed record SmtpCredentials(string User, string Password)
{
    /// <inheritdoc/>
    public override string ToString() => $"credentials of {User}";
}

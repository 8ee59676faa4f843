using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery;

/// <summary>Where the mail of some recipients goes, and how. Exactly one of <see cref="Hosts"/>, <see cref="UseMx"/> and <see cref="Maildir"/> is set.</summary>
public sealed record NextHopRoute
{
    /// <summary>Address, domain, <c>*.domain</c> or <c>*</c>.</summary>
    public required string To { get; init; }

    /// <summary>Static next hops with preference; equal preferences are tried in random order, lower ones first.</summary>
    public ImmutableArray<NextHopHost> Hosts { get; init; } = [];

    /// <summary>Look up MX, else A and AAAA, of the recipient's domain (RFC 5321 section 5).</summary>
    public bool UseMx { get; init; }

    /// <summary>A Maildir folder, relative to the data folder or absolute.</summary>
    public string? Maildir { get; init; }

    /// <summary>SMTP, or LMTP to a mail store.</summary>
    public SmtpClientProtocol Protocol { get; init; }

    /// <summary>The TLS rule for these next hops.</summary>
    public NextHopTls Tls { get; init; } = NextHopTls.Opportunistic;

    /// <summary>The name of the credentials in <c>gatepost.yaml</c> for AUTH, or null for none.</summary>
    public string? Credentials { get; init; }

    /// <summary>Our addresses to connect from, one of each IP version at most; empty = the system's choice.</summary>
    public ImmutableArray<IPAddress> SourceAddresses { get; init; } = [];

    /// <summary>Our name in EHLO, or null for the gateway's.</summary>
    public string? HostName { get; init; }

    /// <summary>BDAT where it is offered (RFC 3030).</summary>
    public bool UseChunking { get; init; } = true;

    /// <summary>What becomes of eight-bit bodies where 8BITMIME is missing.</summary>
    public EightBitRule EightBit { get; init; }

    /// <summary>Connections to one destination at once, or null for what holds for all.</summary>
    public int? Connections { get; init; }

    /// <summary>The name of a retry profile, or null for the policy's own waits.</summary>
    public string? Retry { get; init; }

    /// <summary>How long a message may wait, or null for what the retry profile says.</summary>
    public TimeSpan? MaximumLife { get; init; }

    /// <summary>Everything that tells its connections and its queue from those of other routes; the recipients that it is for do not.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"{Maildir}|{UseMx}|{string.Join(' ', Hosts)}|{Protocol}|{Tls.Key}|{Credentials}|{string.Join(' ', SourceAddresses)}|{HostName}|{UseChunking}|{EightBit}|{Connections}|{Retry}|{MaximumLife}");
}

/// <summary>A static next hop.</summary>
/// <param name="Host">Name or address; <c>localhost</c> for a Unix socket.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="Preference">Lower is tried first, as with MX.</param>
public sealed record NextHopHost(string Host, int Port = 25, int Preference = 10)
{
    /// <summary>The path of a Unix socket, in place of address and port.</summary>
    public string? SocketPath { get; init; }

    /// <summary><c>host:port</c> or <c>unix:path</c>, as policies write it.</summary>
    public string Place => SocketPath is not null ? "unix:" + SocketPath
        : string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}");

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Place}/{Preference}");
}

/// <summary>What becomes of eight-bit bodies on the way to a next hop without 8BITMIME (RFC 6152).</summary>
public enum EightBitRule
{
    /// <summary>They are made seven-bit; what cannot be, such as signed parts, goes as it is.</summary>
    Convert = 0,

    /// <summary>They are made seven-bit; what cannot be fails with 5.6.3.</summary>
    Strict,

    /// <summary>Everything goes as it is.</summary>
    AsIs,
}

/// <summary>TLS towards a next hop.</summary>
/// <param name="Mode">Whether it must be, and what of certificates.</param>
public sealed record NextHopTls(SmtpClientTls Mode)
{
    /// <summary>When offered.</summary>
    public static NextHopTls Opportunistic { get; } = new(SmtpClientTls.Opportunistic);

    /// <summary>Never.</summary>
    public static NextHopTls Off { get; } = new(SmtpClientTls.Off);

    /// <summary>From the first octet, in place of STARTTLS.</summary>
    public bool IsImplicit { get; init; }

    /// <summary>A PEM file with the only authorities that count, relative to the data folder or absolute; null = those of the system.</summary>
    public string? Authorities { get; init; }

    /// <summary>Names of which the certificate must carry one; empty = the host's, and for MX routes the recipient's domain and what lies below it.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>The name that is asked for (SNI), or null for the host's.</summary>
    public string? ServerName { get; init; }

    internal string Key => $"{Mode} {IsImplicit} {Authorities} {string.Join(' ', Names)} {ServerName}";
}

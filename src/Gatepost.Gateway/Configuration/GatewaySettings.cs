using System.Collections.Immutable;
using System.Net;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Configuration;

/// <summary>What a process needs to start (<c>gatepost.yaml</c>), validated as a whole. What the policy says stands in the policy.</summary>
public sealed record GatewaySettings
{
    /// <summary>Our name in greetings, Received headers and message ids.</summary>
    public required string HostName { get; init; }

    /// <summary>Absolute path of the data folder: spool, database, quarantine, last good policy, admin socket.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The listeners.</summary>
    public required ImmutableArray<ListenerSettings> Listeners { get; init; }

    /// <summary>The certificate for STARTTLS, or null to make a self-signed one in the data folder at the first start.</summary>
    public TlsSettings? Tls { get; init; }

    /// <summary>How long a session's inspection may take before the message is spooled as held and gets its 250.</summary>
    public TimeSpan InspectionBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>CPU-bound inspections at once; 0 = the number of cores.</summary>
    public int InspectionSlots { get; init; }

    /// <summary>How long SIGTERM waits for sessions and deliveries.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>DNS servers as <c>address</c> or <c>address:port</c>; empty = the system's.</summary>
    public ImmutableArray<string> DnsServers { get; init; } = [];

    /// <summary>How many days of message log are kept.</summary>
    public int LogDays { get; init; } = 30;

    /// <summary>Free room below which no mail is taken, in octets; see <c>SpoolLimits.MinimumFreeOctets</c>.</summary>
    public long MinimumFreeOctets { get; init; } = 157_286_400;

    /// <summary>Where <c>/metrics</c> and <c>/health</c> are served; null = nowhere.</summary>
    public MetricsSettings? Metrics { get; init; }

    /// <summary>Lowest level that is logged: <c>debug</c>, <c>information</c>, <c>warning</c>, <c>error</c>.</summary>
    public string LogLevel { get; init; } = "information";

    /// <summary><c>console</c> or <c>json</c>.</summary>
    public string LogFormat { get; init; } = "console";
}

/// <summary>One SMTP listener.</summary>
public sealed record ListenerSettings
{
    /// <summary>Unique; stands in logs.</summary>
    public required string Name { get; init; }

    /// <summary>Where it listens.</summary>
    public required IPEndPoint EndPoint { get; init; }

    /// <summary>Networks that may relay to anywhere.</summary>
    public ImmutableArray<IPNetwork> RelayNetworks { get; init; } = [];

    /// <summary>Bounds of its sessions.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>Connections at once, all clients together.</summary>
    public int MaxConnections { get; init; } = 2_000;

    /// <summary>Connections at once from one address. Postfix's smtpd_client_connection_count_limit is 50.</summary>
    public int MaxConnectionsPerAddress { get; init; } = 50;

    /// <summary>CR or LF alone in content.</summary>
    public BareLineEndings BareLineEndings { get; init; }

    /// <summary>MAIL only after STARTTLS.</summary>
    public bool RequireTls { get; init; }

    /// <summary>Remove the X-Gatepost-* fields of strangers.</summary>
    public bool RemoveForeignGatepostHeaders { get; init; } = true;
}

/// <summary>A certificate.</summary>
/// <param name="CertificateFile">PEM, the chain after the certificate.</param>
/// <param name="KeyFile">PEM, unencrypted.</param>
public sealed record TlsSettings(string CertificateFile, string KeyFile);

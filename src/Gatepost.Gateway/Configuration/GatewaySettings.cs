using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using Gatepost.Gateway.Configuration.Stores;
using Gatepost.Gateway.Logging;
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

    /// <summary>The accounts of relay clients; null = the file <c>accounts</c> in the data folder.</summary>
    public string? AccountsFile { get; init; }

    /// <summary>The certificates, the default first; empty = a self-signed one is made in the data folder at the first start.</summary>
    public ImmutableArray<CertificateFiles> Certificates { get; init; } = [];

    /// <summary>How long a session's inspection may take before the message is spooled as held and gets its 250.</summary>
    public TimeSpan InspectionBudget { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>CPU-bound inspections at once; 0 = the number of cores.</summary>
    public int InspectionSlots { get; init; }

    /// <summary>How long SIGTERM waits for sessions and deliveries.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>DNS servers as <c>address</c> or <c>address:port</c>; empty = the system's.</summary>
    public ImmutableArray<string> DnsServers { get; init; } = [];

    /// <summary>Credentials for next hops, by the names that policies use.</summary>
    public FrozenDictionary<string, CredentialSettings> Credentials { get; init; } = FrozenDictionary<string, CredentialSettings>.Empty;

    /// <summary>How many days of message log are kept.</summary>
    public int LogDays { get; init; } = 30;

    /// <summary>Free room below which no mail is taken, in octets; see <c>SpoolLimits.MinimumFreeOctets</c>.</summary>
    public long MinimumFreeOctets { get; init; } = 157_286_400;

    /// <summary>Where <c>/metrics</c> and <c>/health</c> are served; null = nowhere.</summary>
    public MetricsSettings? Metrics { get; init; }

    /// <summary>The PostgreSQL database, or null for SQLite in the data folder.</summary>
    public PostgreSqlSettings? PostgreSql { get; init; }

    /// <summary>The object store of quarantined content, or null for the folder <c>quarantine</c> of the data folder.</summary>
    public S3Settings? S3 { get; init; }

    /// <summary>What is logged, and how.</summary>
    public LoggingSettings Logging { get; init; } = new();
}

/// <summary>A certificate with its key.</summary>
/// <param name="CertificateFile">PEM, the chain after the certificate.</param>
/// <param name="KeyFile">PEM, unencrypted.</param>
public sealed record CertificateFiles(string CertificateFile, string KeyFile);

using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Inspection;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Policies;

/// <summary>A compiled revision of the policy: immutable, safe on every thread, swapped as a whole by <see cref="PolicySource"/>.</summary>
public sealed record PolicySnapshot
{
    /// <summary>
    /// No policy at all: a node that neither reached its database nor had a usable revision on its disk. Nothing may be judged by it; any other policy in its place would refuse
    /// real mail for good.
    /// </summary>
    public static PolicySnapshot None { get; } = new()
    {
        Revision = 0, Hash = "", InternalDomains = new DomainSet([]), NextHops = new NextHopTable([]), Areas = FrozenDictionary<string, QuarantineArea>.Empty,
    };

    /// <summary>True for <see cref="None"/>.</summary>
    public bool IsNone => ReferenceEquals(this, None);

    /// <summary>Its number; 0 for a policy that is in no database, as the embedded one in <c>gatepost check</c>.</summary>
    public required long Revision { get; init; }

    /// <summary>SHA-256 of the canonical YAML, hex.</summary>
    public required string Hash { get; init; }

    /// <summary>The canonical YAML that it was compiled from, for a process that compiles it once more; empty for a snapshot that was made by hand.</summary>
    public string Yaml { get; init; } = "";

    /// <summary>The domains that we accept mail for; they also tell directions.</summary>
    public required DomainSet InternalDomains { get; init; }

    /// <summary>Where mail goes.</summary>
    public required NextHopTable NextHops { get; init; }

    /// <summary>The rules in order.</summary>
    public ImmutableArray<PolicyRule> Rules { get; init; } = [];

    /// <summary>Quarantine areas by name, <c>refused</c> and <c>default</c> always among them.</summary>
    public required FrozenDictionary<string, QuarantineArea> Areas { get; init; }

    /// <summary>Settings of the inspectors.</summary>
    public InspectorSettings Inspectors { get; init; } = new();

    /// <summary>Retries, life time, bounces.</summary>
    public DeliverySettings Delivery { get; init; } = new();

    /// <summary>The inspectors that some rule asks for, by name.</summary>
    public FrozenSet<string> RequiredInspectors { get; init; } = FrozenSet<string>.Empty;

    /// <summary>
    /// The categories that some rule asks for: every inspector runs that declares one of them, besides those of <see cref="RequiredInspectors"/>.
    /// <see cref="FindingCategory.Unscannable"/> asks for those that declare it; any other states it too when something goes wrong with it.
    /// </summary>
    public FrozenSet<FindingCategory> RequiredCategories { get; init; } = FrozenSet<FindingCategory>.Empty;

    /// <summary>True when an inspector runs under this policy.</summary>
    public bool Requires(InspectorDescriptor inspector)
    {
        ArgumentNullException.ThrowIfNull(inspector);
        return RequiredInspectors.Contains(inspector.Name) || inspector.Categories.Any(RequiredCategories.Contains);
    }

    /// <summary>The facts that conditions themselves read.</summary>
    public InspectionNeeds Needs { get; init; }

    /// <summary>What happens to rejected recipients when others of the same message are not rejected.</summary>
    public MixedRejection MixedRejection { get; init; }
}

/// <summary>See design: one answer to DATA, several outcomes.</summary>
public enum MixedRejection
{
    /// <summary>Their copies go to the area <c>refused</c>.</summary>
    Quarantine = 0,

    /// <summary>Their copies are deleted.</summary>
    Delete,

    /// <summary>A DSN tells the sender, but only relay clients; others as <see cref="Quarantine"/>.</summary>
    Notify,
}

/// <summary>A quarantine area.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ExpiresAfter">How long its messages are kept.</param>
public sealed record QuarantineArea(string Name, TimeSpan ExpiresAfter);

/// <summary>Settings of the inspectors of this version, as the policy has them.</summary>
public sealed record InspectorSettings
{
    /// <summary>clamd and its limits.</summary>
    public AntivirusSettings Antivirus { get; init; } = new();

    /// <summary>How far files are opened.</summary>
    public ContentSettings Content { get; init; } = new();
}

/// <summary>Settings of the inspector <c>antivirus</c>.</summary>
public sealed record AntivirusSettings
{
    /// <summary>clamd servers in order of preference, <c>unix:/run/clamav/clamd.ctl</c> or <c>host:port</c>; empty = antivirus is off.</summary>
    public ImmutableArray<string> Servers { get; init; } = [];

    /// <summary>Larger messages are <c>unscannable</c> (<see cref="UnscannableNames.LimitReached"/>); clamd's StreamMaxLength must be larger.</summary>
    public long MaxOctets { get; init; } = 52_428_800;

    /// <summary>The longest that a policy may give one message. Senders wait ten minutes for the answer to their content (RFC 5321 section 4.5.3.2.6), held mail longer.</summary>
    public static TimeSpan LongestTimeout { get; } = TimeSpan.FromMinutes(10);

    /// <summary>For one message, all servers together.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a server that failed is left alone.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// A set of domains: exact (<c>example.org</c>) and all subdomains at any depth (<c>*.example.org</c>, which does not match the domain itself).
/// Case-insensitive; U-labels and A-labels of a domain are the same.
/// </summary>
public sealed class DomainSet
{
    private readonly FrozenSet<string> _exact;
    private readonly FrozenSet<string> _parents;

    /// <summary>Makes a set of patterns that were validated before.</summary>
    public DomainSet(IEnumerable<string> patterns)
    {
        Patterns = [.. patterns];
        _exact = Patterns.Where(p => !p.StartsWith("*.", StringComparison.Ordinal)).Select(Canonical).ToFrozenSet(StringComparer.Ordinal);
        _parents = Patterns.Where(p => p.StartsWith("*.", StringComparison.Ordinal)).Select(p => Canonical(p[2..])).ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>As they were written.</summary>
    public ImmutableArray<string> Patterns { get; }

    /// <summary>True when the domain is in the set.</summary>
    public bool Contains(string domain)
    {
        var name = Canonical(domain);
        if (_exact.Contains(name))
            return true;
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0 && _parents.Count > 0; dot = name.IndexOf('.', dot + 1))
        {
            if (_parents.Contains(name[(dot + 1)..]))
                return true;
        }
        return false;
    }

    /// <summary>True when the address belongs to us; the bare <c>Postmaster</c> always does.</summary>
    public bool Contains(EmailAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Domain.Length == 0 || Contains(address.Domain);
    }

    private static string Canonical(string domain) => DomainName.ToAscii(domain);
}

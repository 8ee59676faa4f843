using System.Collections.Immutable;
using System.Net;

namespace Gatepost.Mail.Dns;

/// <summary>
/// The DNS seam. Answers are values: a name without records, a name that does not exist and a resolver that failed are
/// told apart, because RFC 5321 section 5.1 treats them differently. Thread-safe.
/// </summary>
public interface IDnsResolver
{
    /// <summary>MX records, in the order that the server gave.</summary>
    ValueTask<DnsAnswer<MxRecord>> ResolveMxAsync(string domain, CancellationToken cancellationToken);

    /// <summary>A and AAAA records.</summary>
    ValueTask<DnsAnswer<IPAddress>> ResolveAddressesAsync(string host, CancellationToken cancellationToken);

    /// <summary>TXT records, the strings of each joined.</summary>
    ValueTask<DnsAnswer<string>> ResolveTxtAsync(string name, CancellationToken cancellationToken);

    /// <summary>PTR records of an address.</summary>
    ValueTask<DnsAnswer<string>> ResolvePtrAsync(IPAddress address, CancellationToken cancellationToken);
}

/// <summary>One MX record; a null MX (RFC 7505) has preference 0 and an empty host.</summary>
public readonly record struct MxRecord(int Preference, string Host);

/// <summary>How a look-up ended.</summary>
public enum DnsStatus
{
    /// <summary>There are records.</summary>
    Success = 0,

    /// <summary>The name exists without records of the type.</summary>
    NoRecords,

    /// <summary>NXDOMAIN.</summary>
    NoSuchName,

    /// <summary>Time-out, SERVFAIL, REFUSED and the like: ask again later.</summary>
    Failed,
}

/// <summary>The answer to a look-up.</summary>
/// <param name="Status">How it ended.</param>
/// <param name="Records">Empty unless <see cref="DnsStatus.Success"/>.</param>
/// <param name="Error">What failed, in words, for <see cref="DnsStatus.Failed"/>.</param>
public readonly record struct DnsAnswer<T>(DnsStatus Status, ImmutableArray<T> Records, string? Error = null);

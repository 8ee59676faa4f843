using System.Collections.Immutable;
using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Gatepost.Mail.Addresses;

namespace Gatepost.Mail.Dns;

/// <summary>How DNS is asked.</summary>
public sealed record DnsResolverOptions
{
    /// <summary>Resolvers, in order; empty = the system's.</summary>
    public ImmutableArray<IPEndPoint> Servers { get; init; } = [];

    /// <summary>For one question to one server: a resolver that recurses needs up to four seconds for a slow zone.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Further tries after a time-out; resolv.conf's default is two attempts in all.</summary>
    public int Retries { get; init; } = 1;

    /// <summary>Bounds of the cache.</summary>
    public DnsCacheLimits Cache { get; init; } = new();
}

/// <summary>
/// DNS by the DnsClient library. CNAMEs are followed, names are asked for in A-labels, answers are cached for their TTL; whatever goes wrong is
/// <see cref="DnsStatus.Failed"/> with words. Thread-safe.
/// </summary>
public sealed class DnsClientResolver : IDnsResolver
{
    /// <summary>CNAMEs that are followed when a resolver leaves that to us; chains in the wild have two or three, and BIND stops at 16.</summary>
    private const int MostAliases = 8;

    private readonly LookupClient _client;
    private readonly DnsCache _cache;

    /// <summary>Makes a resolver; nothing is asked yet.</summary>
    public DnsClientResolver(DnsResolverOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        var servers = options.Servers.Select(server => new NameServer(server)).ToArray();
        var settings = servers.Length == 0 ? new LookupClientOptions() : new LookupClientOptions(servers);
        settings.UseCache = false;
        settings.ThrowDnsErrors = false;
        settings.Timeout = options.Timeout;
        settings.Retries = options.Retries;
        _client = new LookupClient(settings);
        _cache = new DnsCache(options.Cache, time);
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<MxRecord>> ResolveMxAsync(string domain, CancellationToken cancellationToken) => AskAsync(
        domain, QueryType.MX, static records => records.MxRecords().Select(mx => new MxRecord(mx.Preference, Name(mx.Exchange))), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<DnsAnswer<IPAddress>> ResolveAddressesAsync(string host, CancellationToken cancellationToken)
    {
        var four = AskAsync(host, QueryType.A, static records => records.ARecords().Select(a => a.Address), cancellationToken).AsTask();
        var six = AskAsync(host, QueryType.AAAA, static records => records.AaaaRecords().Select(a => a.Address), cancellationToken).AsTask();
        await Task.WhenAll(four, six);
        var (a, aaaa) = (await four, await six);
        if (a.Status == DnsStatus.Success || aaaa.Status == DnsStatus.Success)
            return new(DnsStatus.Success, [.. a.Records, .. aaaa.Records]);
        return a.Status == DnsStatus.Failed || (aaaa.Status != DnsStatus.Failed && a.Status == DnsStatus.NoSuchName) ? a : aaaa;
    }

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> ResolveTxtAsync(string name, CancellationToken cancellationToken) =>
        AskAsync(name, QueryType.TXT, static records => records.TxtRecords().Select(txt => string.Concat(txt.Text)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<DnsAnswer<string>> ResolvePtrAsync(IPAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return AskAsync(
            plain.GetArpaName(), QueryType.PTR, static records => records.PtrRecords().Select(ptr => Name(ptr.PtrDomainName)), cancellationToken);
    }

    private async ValueTask<DnsAnswer<T>> AskAsync<T>(
        string name, QueryType type, Func<IEnumerable<DnsResourceRecord>, IEnumerable<T>> read, CancellationToken cancellationToken)
    {
        var ascii = DomainName.ToAscii(name);
        var key = new DnsCacheKey(ascii, (int)type);
        if (_cache.TryGet(key) is DnsAnswer<T> cached)
            return cached;
        var answer = await QueryAsync(ascii, type, read, cancellationToken);
        _cache.Put(key, answer.Answer, answer.TimeToLive);
        return answer.Answer;
    }

    private async ValueTask<(DnsAnswer<T> Answer, TimeSpan? TimeToLive)> QueryAsync<T>(
        string name, QueryType type, Func<IEnumerable<DnsResourceRecord>, IEnumerable<T>> read, CancellationToken cancellationToken)
    {
        // What an alias led to holds no longer than the alias itself.
        TimeSpan? alive = null;
        for (var aliases = 0; aliases <= MostAliases; aliases++)
        {
            var (response, error) = await QueryOnceAsync(name, type, cancellationToken);
            if (response is null)
                return (new(DnsStatus.Failed, [], error), null);
            if (StatusOf(response) is var status && status != DnsStatus.Success)
                return (new(status, [], status == DnsStatus.Failed ? $"{name} {type}: {response.ErrorMessage}" : null), HoldsNegative(alive, response));
            var records = read(response.Answers).ToImmutableArray();
            if (records.Length > 0)
                return (new(DnsStatus.Success, records), Shorter(alive, Lowest(response.Answers)));
            if (response.Answers.CnameRecords().LastOrDefault() is not { } alias)
                return (new(DnsStatus.NoRecords, []), HoldsNegative(alive, response));
            alive = Shorter(alive, Lowest(response.Answers));
            name = Name(alias.CanonicalName);
        }
        return (new(DnsStatus.Failed, [], $"more than {MostAliases} CNAMEs lead on from {name}"), null);
    }

    private async ValueTask<(IDnsQueryResponse? Response, string? Error)> QueryOnceAsync(string name, QueryType type, CancellationToken cancellationToken)
    {
        try
        {
            return (await _client.QueryAsync(name, type, QueryClass.IN, cancellationToken), null);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (DnsResponseException trouble)
        {
            return (null, $"{name} {type}: {trouble.DnsError}");
        }
        catch (ArgumentException)
        {
            return (null, $"{name} is no domain name");
        }
        catch (Exception trouble)
        {
            // The library lets socket and parser errors of many kinds through; to a caller all of them mean: ask again later.
            return (null, $"{name} {type}: {trouble.Message}");
        }
    }

    private static DnsStatus StatusOf(IDnsQueryResponse response) => response.Header.ResponseCode switch
    {
        DnsHeaderResponseCode.NoError => DnsStatus.Success,
        DnsHeaderResponseCode.NotExistentDomain => DnsStatus.NoSuchName,
        _ => DnsStatus.Failed,
    };

    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;

    /// <summary>Without a word on how long "there is none" holds it is believed as short as any such answer, however long its alias lives.</summary>
    private static TimeSpan? HoldsNegative(TimeSpan? alias, IDnsQueryResponse response) => NegativeTime(response) is { } negative ? Shorter(alias, negative) : null;

    private static TimeSpan Lowest(IEnumerable<DnsResourceRecord> records) =>
        TimeSpan.FromSeconds(Math.Max(0, records.Min(record => record.InitialTimeToLive)));

    /// <summary>RFC 2308: how long "there is none" holds stands in the SOA record beside it.</summary>
    private static TimeSpan? NegativeTime(IDnsQueryResponse response) => response.Authorities.SoaRecords().FirstOrDefault() is { } soa
        ? TimeSpan.FromSeconds(Math.Min(soa.Minimum, (long)Math.Max(0, soa.InitialTimeToLive)))
        : null;

    private static string Name(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();
}

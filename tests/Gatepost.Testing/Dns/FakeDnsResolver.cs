using System.Collections.Concurrent;
using System.Net;
using Gatepost.Mail.Dns;

namespace Gatepost.Testing.Dns;

/// <summary>DNS of tests: what was not added does not exist. Thread-safe.</summary>
public sealed class FakeDnsResolver : IDnsResolver
{
    private readonly ConcurrentDictionary<(string Name, string Type), object> _answers = new();
    private readonly ConcurrentQueue<string> _questions = new();

    /// <summary>Every question, as <c>TYPE name</c>.</summary>
    public IReadOnlyList<string> Questions => [.. _questions];

    /// <summary>MX records as <c>10 mx.example.net</c>; <c>0 .</c> is a null MX.</summary>
    public FakeDnsResolver Mx(string domain, params string[] records) => Add(domain, "MX", new DnsAnswer<MxRecord>(
        records.Length == 0 ? DnsStatus.NoRecords : DnsStatus.Success, [.. records.Select(MxOf)]));

    /// <summary>A and AAAA records.</summary>
    public FakeDnsResolver Address(string host, params string[] addresses) => Add(host, "A", new DnsAnswer<IPAddress>(
        addresses.Length == 0 ? DnsStatus.NoRecords : DnsStatus.Success, [.. addresses.Select(IPAddress.Parse)]));

    /// <summary>TXT records.</summary>
    public FakeDnsResolver Txt(string name, params string[] texts) => Add(name, "TXT", new DnsAnswer<string>(
        texts.Length == 0 ? DnsStatus.NoRecords : DnsStatus.Success, [.. texts]));

    /// <summary>Every question about the name fails, as with SERVFAIL.</summary>
    public FakeDnsResolver Fails(string name)
    {
        Add(name, "MX", new DnsAnswer<MxRecord>(DnsStatus.Failed, [], "SERVFAIL"));
        Add(name, "TXT", new DnsAnswer<string>(DnsStatus.Failed, [], "SERVFAIL"));
        return Add(name, "A", new DnsAnswer<IPAddress>(DnsStatus.Failed, [], "SERVFAIL"));
    }

    public ValueTask<DnsAnswer<MxRecord>> ResolveMxAsync(string domain, CancellationToken cancellationToken) => Answer<MxRecord>(domain, "MX");

    public ValueTask<DnsAnswer<IPAddress>> ResolveAddressesAsync(string host, CancellationToken cancellationToken) => Answer<IPAddress>(host, "A");

    public ValueTask<DnsAnswer<string>> ResolveTxtAsync(string name, CancellationToken cancellationToken) => Answer<string>(name, "TXT");

    public ValueTask<DnsAnswer<string>> ResolvePtrAsync(IPAddress address, CancellationToken cancellationToken) => Answer<string>(address.ToString(), "PTR");

    /// <summary>PTR records.</summary>
    public FakeDnsResolver Reverse(string address, params string[] names) =>
        Add(address, "PTR", new DnsAnswer<string>(names.Length == 0 ? DnsStatus.NoRecords : DnsStatus.Success, [.. names]));

    private static MxRecord MxOf(string record)
    {
        var words = record.Split(' ');
        return new MxRecord(int.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture), words[1].TrimEnd('.'));
    }

    private FakeDnsResolver Add<T>(string name, string type, DnsAnswer<T> answer)
    {
        _answers[(name.ToLowerInvariant(), type)] = answer;
        return this;
    }

    private ValueTask<DnsAnswer<T>> Answer<T>(string name, string type)
    {
        _questions.Enqueue($"{type} {name}");
        var key = name.ToLowerInvariant();
        if (_answers.TryGetValue((key, type), out var answer))
            return new((DnsAnswer<T>)answer);
        var exists = _answers.Keys.Any(known => known.Name == key);
        return new(new DnsAnswer<T>(exists ? DnsStatus.NoRecords : DnsStatus.NoSuchName, []));
    }
}

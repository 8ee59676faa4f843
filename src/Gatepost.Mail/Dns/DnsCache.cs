using System.Collections.Concurrent;

namespace Gatepost.Mail.Dns;

/// <summary>Bounds of the DNS cache.</summary>
public sealed record DnsCacheLimits
{
    /// <summary>Answers that are kept. Some 300 octets each; a busy gateway sees a few thousand names in an hour.</summary>
    public int Entries { get; init; } = 20_000;

    /// <summary>No answer is kept for longer, whatever its TTL: a day is what BIND keeps negative ones at most.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(24);

    /// <summary>"There is none" is kept for no longer, whatever its SOA record says: RFC 2308 section 5 finds one to three hours sensible, and a new domain's mail should not bounce for a day.</summary>
    public TimeSpan LongestNegative { get; init; } = TimeSpan.FromHours(3);

    /// <summary>"There is none" without a word on how long: RFC 2308 wants it short.</summary>
    public TimeSpan Negative { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A resolver's failure: long enough that a burst of mail asks once, short enough to see it recover (RFC 9520 section 3.2).</summary>
    public TimeSpan Failed { get; init; } = TimeSpan.FromSeconds(5);
}

internal readonly record struct DnsCacheKey(string Name, int Type);

/// <summary>
/// Keeps answers for their TTL, and never more than its limit of them: names come from mail, so anybody can make us ask for new ones. Thread-safe.
/// </summary>
internal sealed class DnsCache(DnsCacheLimits limits, TimeProvider time)
{
    private readonly ConcurrentDictionary<DnsCacheKey, (object Answer, DateTimeOffset Until)> _entries = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public object? TryGet(DnsCacheKey key) =>
        _entries.TryGetValue(key, out var entry) && entry.Until > time.GetUtcNow() ? entry.Answer : null;

    public void Put<T>(DnsCacheKey key, DnsAnswer<T> answer, TimeSpan? timeToLive)
    {
        var life = answer.Status == DnsStatus.Failed ? limits.Failed : timeToLive ?? limits.Negative;
        if (life <= TimeSpan.Zero)
            return;
        var longest = answer.Status == DnsStatus.Success ? limits.Longest : limits.LongestNegative;
        var entry = ((object)answer, time.GetUtcNow() + (life < longest ? life : longest));
        if (_entries.TryAdd(key, entry))
        {
            if (Interlocked.Increment(ref _count) > limits.Entries)
                MakeRoom();
        }
        else
        {
            _entries[key] = entry;
        }
    }

    /// <summary>Drops what has expired; where that is little, every second entry as well, since an exact order of use would cost a lock on every read.</summary>
    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        Drop(entry => entry.Until <= now);
        if (Count <= limits.Entries - (limits.Entries / 8))
            return;
        var odd = false;
        Drop(_ => odd = !odd);
    }

    private void Drop(Func<(object Answer, DateTimeOffset Until), bool> condition)
    {
        foreach (var (key, entry) in _entries)
        {
            if (condition(entry) && _entries.TryRemove(key, out _))
                Interlocked.Decrement(ref _count);
        }
    }
}

namespace Gatepost.Gateway.Receiving.Authentication;

/// <summary>Failures of many keys, each in a window that begins with its first. Not thread-safe.</summary>
internal sealed class FailureCounts<TKey>(TimeSpan window, int remembered, IEqualityComparer<TKey>? comparer)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Failures> _counts = new(comparer);

    public int Count => _counts.Count;

    public Failures? Find(TKey key, DateTimeOffset now) => _counts.TryGetValue(key, out var found) && now - found.Since < window ? found : null;

    public void Add(TKey key, DateTimeOffset now)
    {
        var found = Find(key, now) ?? new Failures(0, now);
        if (!_counts.ContainsKey(key) && _counts.Count >= remembered)
            MakeRoom(now);
        _counts[key] = found with { Count = found.Count + 1 };
    }

    /// <summary>One failure less; what was forgotten meanwhile stays so.</summary>
    public void TakeBack(TKey key)
    {
        if (!_counts.TryGetValue(key, out var found))
            return;
        if (found.Count <= 1)
            _counts.Remove(key);
        else
            _counts[key] = found with { Count = found.Count - 1 };
    }

    /// <summary>The old go first, then those that failed once: whoever guesses in earnest stays, however many others are made to come.</summary>
    private void MakeRoom(DateTimeOffset now)
    {
        Remove(failures => now - failures.Since >= window);
        for (var few = 1; _counts.Count > remembered / 2; few *= 2)
            Remove(failures => failures.Count <= few);
    }

    private void Remove(Func<Failures, bool> isLeast)
    {
        foreach (var (key, failures) in _counts)
        {
            if (isLeast(failures))
                _counts.Remove(key);
        }
    }
}

/// <summary>Failures since the first of a window.</summary>
internal readonly record struct Failures(int Count, DateTimeOffset Since);

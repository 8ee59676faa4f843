namespace Gatepost.Testing.Disk;

/// <summary>The names of one folder as a process sees them, and as they are on stable storage. Guarded by the lock of its disk.</summary>
internal sealed class StoredFolder
{
    private Dictionary<string, StoredOctets> _synced = new(StringComparer.Ordinal);

    /// <summary>The names that a process sees.</summary>
    public Dictionary<string, StoredOctets> Names { get; private init; } = new(StringComparer.Ordinal);

    public void Sync() => _synced = new Dictionary<string, StoredOctets>(Names, StringComparer.Ordinal);

    /// <summary>What a power cut may leave: each name that was added, moved or removed since the last sync is independently there or not.</summary>
    public StoredFolder AfterPowerCut(Random random, Func<StoredOctets, StoredOctets> survive)
    {
        var left = new StoredFolder();
        foreach (var name in Names.Keys.Union(_synced.Keys).Order(StringComparer.Ordinal))
        {
            Names.TryGetValue(name, out var seen);
            _synced.TryGetValue(name, out var synced);
            if ((ReferenceEquals(seen, synced) || random.Next(2) == 0 ? synced : seen) is { } file)
                left.Names.Add(name, survive(file));
        }
        left.Sync();
        return left;
    }

    /// <summary>A copy with all that a process sees, as another process finds it.</summary>
    public StoredFolder Copy()
    {
        var copy = new StoredFolder();
        foreach (var (name, file) in Names)
            copy.Names.Add(name, StoredOctets.Of(file.Octets));
        copy.Sync();
        return copy;
    }
}

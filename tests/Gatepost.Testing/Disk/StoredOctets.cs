namespace Gatepost.Testing.Disk;

/// <summary>What a file holds in memory, and what of it is on stable storage. Guarded by the lock of its disk.</summary>
internal sealed class StoredOctets
{
    private const int Sector = 512;

    private byte[] _octets = [];
    private byte[] _synced = [];

    /// <summary>A file whose octets are all on stable storage.</summary>
    public static StoredOctets Of(ReadOnlySpan<byte> octets)
    {
        var stored = new StoredOctets { _octets = octets.ToArray(), Length = octets.Length };
        stored.Sync();
        return stored;
    }

    /// <summary>Octets that a reader sees.</summary>
    public int Length { get; private set; }

    /// <summary>What a reader sees.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    public void Write(ReadOnlySpan<byte> octets, int position)
    {
        Resize(Math.Max(Length, position + octets.Length));
        octets.CopyTo(_octets.AsSpan(position));
    }

    public void Resize(int length)
    {
        if (length > _octets.Length)
            Array.Resize(ref _octets, Math.Max(length, 2 * _octets.Length));
        if (length < Length)
            _octets.AsSpan(length, Length - length).Clear();
        Length = length;
    }

    public void Sync() => _synced = Octets.ToArray();

    /// <summary>What a power cut may leave: what was synced, and of the rest any sectors, with any length between.</summary>
    public StoredOctets AfterPowerCut(Random random)
    {
        if (Octets.SequenceEqual(_synced))
            return Of(_synced);
        var length = random.Next(3) switch
        {
            0 => _synced.Length,
            1 => Length,
            _ => random.Next(Math.Min(Length, _synced.Length), Math.Max(Length, _synced.Length) + 1),
        };
        var left = new byte[length];
        for (var at = 0; at < length; at += Sector)
        {
            var source = random.Next(2) == 0 ? _synced : Octets;
            if (at < source.Length)
                source[at..Math.Min(source.Length, Math.Min(length, at + Sector))].CopyTo(left.AsSpan(at));
        }
        return Of(left);
    }
}

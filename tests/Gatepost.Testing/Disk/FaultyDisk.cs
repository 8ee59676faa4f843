using Gatepost.Gateway.Spool;

namespace Gatepost.Testing.Disk;

/// <summary>
/// A disk in memory that fails when a test says so, and that loses at a power cut what was not synced: octets of a file survive for certain only
/// after its sync, names of a folder only after the folder's sync. Thread-safe.
/// </summary>
public sealed class FaultyDisk : ISpoolDisk
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, StoredFolder> _folders = new(StringComparer.Ordinal);
    private int _calls;
    private bool _off;

    /// <inheritdoc/>
    public string Root => "memory";

    /// <summary>Asked at each call what becomes of it.</summary>
    public Func<DiskCall, DiskFault>? Faults { get; set; }

    /// <summary>Told of each call before it is made, outside every lock, so that it may wait.</summary>
    public Action<DiskOperation, string>? Before { get; set; }

    /// <summary>Octets that fit; writes beyond fail as a full disk does.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Calls so far.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>True after a power cut.</summary>
    public bool IsOff => Volatile.Read(ref _off);

    /// <summary>What a machine finds after the power went: a new disk.</summary>
    public FaultyDisk AfterPowerCut(Random random)
    {
        var left = new FaultyDisk { Capacity = Capacity };
        lock (_lock)
        {
            _off = true;
            var survivors = new Dictionary<StoredOctets, StoredOctets>(ReferenceEqualityComparer.Instance);
            foreach (var (path, folder) in _folders.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                left._folders.Add(path, folder.AfterPowerCut(random, Survive));
            return left;

            StoredOctets Survive(StoredOctets file)
            {
                if (!survivors.TryGetValue(file, out var survivor))
                    survivors.Add(file, survivor = file.AfterPowerCut(random));
                return survivor;
            }
        }
    }

    /// <summary>What the next process finds after this one was killed: all that was written, synced or not.</summary>
    public FaultyDisk AfterKill()
    {
        var left = new FaultyDisk { Capacity = Capacity };
        lock (_lock)
        {
            _off = true;
            foreach (var (path, folder) in _folders)
                left._folders.Add(path, folder.Copy());
        }
        return left;
    }

    /// <summary>The octets of a file, without a call being counted; null when it is not there.</summary>
    public byte[]? Peek(string path)
    {
        lock (_lock)
            return Find(path)?.Octets.ToArray();
    }

    /// <summary>Puts a file there, without a call being counted.</summary>
    public void Put(string path, ReadOnlySpan<byte> octets)
    {
        lock (_lock)
        {
            var (folder, name) = Split(path);
            if (!_folders.TryGetValue(folder, out var stored))
                _folders.Add(folder, stored = new StoredFolder());
            stored.Names[name] = StoredOctets.Of(octets);
            stored.Sync();
        }
    }

    /// <summary>The names in a folder, without a call being counted.</summary>
    public IReadOnlyList<string> Names(string folder)
    {
        lock (_lock)
            return _folders.TryGetValue(folder, out var stored) ? [.. stored.Names.Keys.Order(StringComparer.Ordinal)] : [];
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder) => Call(DiskOperation.CreateFolder, folder, () => _folders.TryAdd(folder, new StoredFolder()));

    /// <inheritdoc/>
    public ISpoolFile Open(string path, FileMode mode, FileAccess access)
    {
        StoredOctets? file = null;
        Call(DiskOperation.Open, path, () => file = OpenNow(path, mode));
        return new OpenFile(this, path, file!);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        IReadOnlyList<string> names = [];
        Call(DiskOperation.List, folder, () => names = [.. FolderOf(folder).Names.Keys.Order(StringComparer.Ordinal)]);
        return names;
    }

    /// <inheritdoc/>
    public void Rename(string from, string to) => Call(DiskOperation.Rename, from, () =>
    {
        var file = Find(from) ?? throw new FileNotFoundException("No such file.", from);
        var (folder, name) = Split(from);
        FolderOf(Split(to).Folder).Names[Split(to).Name] = file;
        FolderOf(folder).Names.Remove(name);
    });

    /// <inheritdoc/>
    public void Delete(string path) => Call(DiskOperation.Delete, path, () => FolderOf(Split(path).Folder).Names.Remove(Split(path).Name));

    /// <inheritdoc/>
    public void SyncFolder(string folder) => Call(DiskOperation.SyncFolder, folder, () => FolderOf(folder).Sync());

    /// <inheritdoc/>
    public long FreeOctets()
    {
        lock (_lock)
            return Capacity - Used();
    }

    private void Call(DiskOperation operation, string path, Action act, Action? half = null)
    {
        Before?.Invoke(operation, path);
        lock (_lock)
        {
            if (_off)
                throw new IOException("The power is off.");
            var fault = Faults?.Invoke(new DiskCall(++_calls, operation, path)) ?? DiskFault.None;
            _off = fault == DiskFault.PowerCut;
            if (fault is DiskFault.None or DiskFault.FailAfter)
                act();
            else if (fault == DiskFault.Torn)
                half?.Invoke();
            if (fault != DiskFault.None)
                throw new IOException($"{operation} {path} was made to fail ({fault}).");
        }
    }

    private StoredOctets OpenNow(string path, FileMode mode)
    {
        var (folder, name) = Split(path);
        var file = Find(path);
        if (file is not null && mode == FileMode.CreateNew)
            throw new IOException("The file exists.");
        if (file is null && mode is FileMode.Open or FileMode.Truncate)
            throw new FileNotFoundException("No such file.", path);
        if (file is null)
            FolderOf(folder).Names.Add(name, file = new StoredOctets());
        if (mode is FileMode.Create or FileMode.Truncate)
            file.Resize(0);
        return file;
    }

    private void WriteNow(StoredOctets file, ReadOnlySpan<byte> octets, int position)
    {
        var room = Capacity == long.MaxValue ? long.MaxValue : Capacity - Used() + file.Length - position;
        file.Write(octets[..(int)Math.Clamp(room, 0, octets.Length)], position);
        if (room < octets.Length)
            throw new IOException("No space left on device.");
    }

    private long Used() => _folders.Values.SelectMany(folder => folder.Names.Values).Distinct().Sum(file => (long)file.Length);

    private StoredFolder FolderOf(string folder) => _folders.GetValueOrDefault(folder) ?? throw new DirectoryNotFoundException(folder);

    private StoredOctets? Find(string path) => _folders.GetValueOrDefault(Split(path).Folder)?.Names.GetValueOrDefault(Split(path).Name);

    private static (string Folder, string Name) Split(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    private sealed class OpenFile(FaultyDisk disk, string path, StoredOctets file) : ISpoolFile
    {
        public long Length
        {
            get
            {
                lock (disk._lock)
                    return file.Length;
            }
        }

        public void Write(ReadOnlySpan<byte> octets, long position)
        {
            var copy = octets.ToArray();
            disk.Call(
                DiskOperation.Write, path, () => disk.WriteNow(file, copy, (int)position),
                () => disk.WriteNow(file, copy.AsSpan(0, copy.Length / 2), (int)position));
        }

        public int Read(Span<byte> octets, long position)
        {
            var read = Array.Empty<byte>();
            var wanted = octets.Length;
            disk.Call(DiskOperation.Read, path, () =>
            {
                if (position < file.Length)
                    read = file.Octets.Slice((int)position, (int)Math.Min(wanted, file.Length - position)).ToArray();
            });
            read.CopyTo(octets);
            return read.Length;
        }

        public void SetLength(long octets) => disk.Call(DiskOperation.SetLength, path, () => file.Resize((int)octets));

        public void Sync() => disk.Call(DiskOperation.Sync, path, file.Sync);

        public void Dispose()
        {
        }
    }
}

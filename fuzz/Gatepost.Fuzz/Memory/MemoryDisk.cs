using Gatepost.Gateway.Spool;

namespace Gatepost.Fuzz.Memory;

/// <summary>The disk seam in memory: never full, never broken, so that whatever goes wrong is the octets' doing.</summary>
internal sealed class MemoryDisk : ISpoolDisk
{
    private readonly Dictionary<string, MemoryFile> _files = new(StringComparer.Ordinal);

    public string Root => "memory";

    public void Put(string path, byte[] octets) => _files[path] = new MemoryFile(octets);

    public void CreateFolder(string folder)
    {
    }

    public ISpoolFile Open(string path, FileMode mode, FileAccess access)
    {
        if (mode == FileMode.Create)
            Put(path, []);
        else if (!_files.ContainsKey(path) && mode == FileMode.OpenOrCreate)
            Put(path, []);
        return _files.TryGetValue(path, out var file) ? file : throw new FileNotFoundException(path);
    }

    public IReadOnlyList<string> List(string folder) =>
        [.. _files.Keys.Where(path => Path.GetDirectoryName(path) == folder).Select(path => Path.GetFileName(path))];

    public void Rename(string from, string to)
    {
        if (!_files.Remove(from, out var file))
            throw new FileNotFoundException(from);
        _files[to] = file;
    }

    public void Delete(string path) => _files.Remove(path);

    public void SyncFolder(string folder)
    {
    }

    public long FreeOctets() => long.MaxValue;
}

using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Disk;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>A real disk that is full at the wish of the test: nothing is opened for writing then.</summary>
internal sealed class RefusingDisk : ISpoolDisk
{
    private ISpoolDisk _disk = new PhysicalDisk("/nowhere");
    private volatile bool _refuses;
    private int _refused;

    public bool Refuses
    {
        get => _refuses;
        set => _refuses = value;
    }

    public int Refused => Volatile.Read(ref _refused);

    public string Root => _disk.Root;

    public RefusingDisk Over(string folder)
    {
        _disk = new PhysicalDisk(folder);
        return this;
    }

    public void CreateFolder(string folder) => _disk.CreateFolder(folder);

    public ISpoolFile Open(string path, FileMode mode, FileAccess access)
    {
        if (!Refuses || access == FileAccess.Read)
            return _disk.Open(path, mode, access);
        Interlocked.Increment(ref _refused);
        throw new IOException("No space left on device");
    }

    public IReadOnlyList<string> List(string folder) => _disk.List(folder);

    public void Rename(string from, string to) => _disk.Rename(from, to);

    public void Delete(string path) => _disk.Delete(path);

    public void SyncFolder(string folder) => _disk.SyncFolder(folder);

    public long FreeOctets() => _disk.FreeOctets();
}

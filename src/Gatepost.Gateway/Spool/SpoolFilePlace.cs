using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// Where the file of one message lies: it moves from <c>incoming</c> to <c>queue</c> when it is committed, and to <c>corrupt</c> when it cannot
/// be trusted, while readers may want to open it. Thread-safe.
/// </summary>
internal sealed class SpoolFilePlace(string path)
{
    public const string Incoming = "spool/incoming";
    public const string Queue = "spool/queue";
    public const string Corrupt = "spool/corrupt";

    /// <summary>Ends the names in <see cref="Incoming"/> of what was made for one sending: no mail of its own, and of no use to the next process.</summary>
    public const string Made = ".seven-bit";

    private readonly Lock _lock = new();
    private string _path = path;

    /// <summary>The path now.</summary>
    public string Path => Volatile.Read(ref _path);

    /// <summary>True from the rename that commits.</summary>
    public bool IsQueued => Path.StartsWith(Queue, StringComparison.Ordinal);

    /// <summary>The path of a message in a folder.</summary>
    public static string In(string folder, MailId id) => $"{folder}/{id}";

    /// <summary>Renames the file; nobody opens it meanwhile.</summary>
    public void Move(ISpoolDisk disk, string to)
    {
        lock (_lock)
        {
            disk.Rename(_path, to);
            Volatile.Write(ref _path, to);
        }
    }

    /// <summary>Opens the file where it lies now.</summary>
    public ISpoolFile Open(ISpoolDisk disk, FileAccess access)
    {
        lock (_lock)
            return disk.Open(_path, FileMode.Open, access);
    }
}

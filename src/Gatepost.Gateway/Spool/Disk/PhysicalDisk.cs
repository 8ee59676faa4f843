using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Gatepost.Gateway.Spool.Disk;

/// <summary>
/// The real disk below a root folder. Files are made for their owner alone (0600), folders too (0700). Directories are synced with fsync, as
/// Linux wants it. Thread-safe.
/// </summary>
public sealed class PhysicalDisk : ISpoolDisk
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SpoolMetrics? _metrics;

    /// <summary>Takes the root, which is made by the first <see cref="CreateFolder"/>.</summary>
    /// <param name="root">An absolute path: the data folder.</param>
    /// <param name="metrics">Where syncs are counted; null = nobody does.</param>
    public PhysicalDisk(string root, SpoolMetrics? metrics = null)
    {
        Root = Path.GetFullPath(root);
        _metrics = metrics;
    }

    /// <inheritdoc/>
    public string Root { get; }

    /// <inheritdoc/>
    public void CreateFolder(string folder)
    {
        var missing = new Stack<string>();
        for (var path = At(folder); !Directory.Exists(path); path = Path.GetDirectoryName(path)!)
            missing.Push(path);
        foreach (var path in missing)
        {
            if (OperatingSystem.IsWindows())
                throw new PlatformNotSupportedException("The spool needs the fsync of a folder, which Windows does not have.");
            Directory.CreateDirectory(path, FolderMode);
            SyncAbsolute(Path.GetDirectoryName(path)!);
        }
    }

    /// <inheritdoc/>
    public ISpoolFile Open(string path, FileMode mode, FileAccess access)
    {
        var absolute = At(path);
        var flags = access switch
        {
            FileAccess.Read => LinuxCalls.ReadOnly,
            FileAccess.Write => LinuxCalls.WriteOnly,
            _ => LinuxCalls.ReadWrite,
        };
        flags |= mode switch
        {
            FileMode.Open => 0,
            FileMode.CreateNew => LinuxCalls.Create | LinuxCalls.Exclusive,
            FileMode.Create => LinuxCalls.Create | LinuxCalls.Truncate,
            FileMode.OpenOrCreate => LinuxCalls.Create,
            FileMode.Truncate => LinuxCalls.Truncate,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Files are written by position; Append has no meaning."),
        };
        return new PhysicalFile(new SafeFileHandle(LinuxCalls.Open(absolute, flags), ownsHandle: true), absolute, _metrics);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(At(folder)).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    /// <inheritdoc/>
    public void Rename(string from, string to) => LinuxCalls.Rename(At(from), At(to));

    /// <inheritdoc/>
    public void Delete(string path) => LinuxCalls.Unlink(At(path));

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        var began = Stopwatch.GetTimestamp();
        SyncAbsolute(At(folder));
        _metrics?.Synced("folder", Stopwatch.GetElapsedTime(began));
    }

    /// <inheritdoc/>
    public long FreeOctets() => new DriveInfo(Root).AvailableFreeSpace;

    private string At(string path) => path.Length == 0 ? Root : string.Concat(Root, "/", path);

    private static void SyncAbsolute(string path)
    {
        var descriptor = LinuxCalls.Open(path, LinuxCalls.ReadOnly);
        try
        {
            LinuxCalls.Sync(descriptor, path);
        }
        finally
        {
            LinuxCalls.Close(descriptor);
        }
    }

    private sealed class PhysicalFile(SafeFileHandle handle, string path, SpoolMetrics? metrics) : ISpoolFile
    {
        public long Length => RandomAccess.GetLength(handle);

        public void Write(ReadOnlySpan<byte> octets, long position) => RandomAccess.Write(handle, octets, position);

        public int Read(Span<byte> octets, long position) => RandomAccess.Read(handle, octets, position);

        public void SetLength(long octets) => RandomAccess.SetLength(handle, octets);

        public void Sync()
        {
            var began = Stopwatch.GetTimestamp();
            var added = false;
            try
            {
                handle.DangerousAddRef(ref added);
                LinuxCalls.Sync((int)handle.DangerousGetHandle(), path);
                metrics?.Synced("file", Stopwatch.GetElapsedTime(began));
            }
            finally
            {
                if (added)
                    handle.DangerousRelease();
            }
        }

        public void Dispose() => handle.Dispose();
    }
}

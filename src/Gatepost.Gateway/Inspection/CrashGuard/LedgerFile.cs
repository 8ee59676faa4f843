using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>
/// The file of marks. Nothing is synced: it guards against the death of the process, and what a process has written outlives it. Not thread-safe.
/// </summary>
internal sealed class LedgerFile(ISpoolDisk disk, string path) : IDisposable
{
    private ISpoolFile? _file;

    /// <summary>Octets written.</summary>
    public long Length { get; private set; }

    /// <summary>Reads the marks of the last process, as far as they are whole; none when there is no file.</summary>
    public static List<LedgerMark> Read(ISpoolDisk disk, string path)
    {
        var marks = new List<LedgerMark>();
        try
        {
            using var file = disk.Open(path, FileMode.Open, FileAccess.Read);
            Span<byte> octets = stackalloc byte[LedgerMark.Octets];
            while (SpoolFileOctets.ReadFully(file, octets, (long)marks.Count * LedgerMark.Octets) == octets.Length && LedgerMark.TryRead(octets, out var mark))
                marks.Add(mark);
        }
        catch (FileNotFoundException)
        {
        }
        return marks;
    }

    /// <summary>Begins a new file with some marks, which takes the place of the old one at once: a death leaves the one or the other.</summary>
    public void Replace(IReadOnlyCollection<LedgerMark> marks)
    {
        var next = path + ".new";
        var file = disk.Open(next, FileMode.Create, FileAccess.Write);
        try
        {
            var octets = new byte[marks.Count * LedgerMark.Octets];
            var at = 0;
            foreach (var mark in marks)
            {
                mark.Write(octets.AsSpan(at));
                at += LedgerMark.Octets;
            }
            file.Write(octets, 0);
            disk.Rename(next, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
        _file?.Dispose();
        (_file, Length) = (file, (long)marks.Count * LedgerMark.Octets);
    }

    /// <summary>Adds a mark.</summary>
    public void Append(LedgerMark mark)
    {
        Span<byte> octets = stackalloc byte[LedgerMark.Octets];
        mark.Write(octets);
        _file?.Write(octets, Length);
        Length += octets.Length;
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }
}

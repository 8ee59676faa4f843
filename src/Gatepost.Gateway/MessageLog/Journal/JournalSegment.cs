using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>The segment that lines are written to. The journal's lock guards it.</summary>
internal sealed class JournalSegment(string name, ISpoolFile file, DateTimeOffset openedAt) : IDisposable
{
    public string Name => name;

    public DateTimeOffset OpenedAt => openedAt;

    /// <summary>Octets of whole lines; what a failed write left behind them is overwritten by the next try and never read.</summary>
    public long Length { get; private set; }

    /// <summary>Octets that a sync covered.</summary>
    public long Synced { get; private set; }

    public void Write(ReadOnlySpan<byte> lines)
    {
        file.Write(lines, Length);
        Length += lines.Length;
    }

    /// <summary>fsync; called without the lock, by one thread at a time.</summary>
    public void Sync()
    {
        var length = Length;
        if (length == Synced)
            return;
        file.Sync();
        Synced = length;
    }

    public void Dispose() => file.Dispose();
}

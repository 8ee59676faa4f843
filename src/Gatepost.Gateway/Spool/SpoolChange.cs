using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Gateway.Spool;

/// <summary>The part of a change that blocks on the disk: append and sync, or append and remove. Called in the entry's turn.</summary>
internal sealed class SpoolChange(ISpoolDisk disk, IFailpoints failpoints)
{
    /// <summary>Appends a record durably.</summary>
    public void Append(SpoolEntry entry, ReadOnlySpan<byte> record)
    {
        using var file = entry.Place.Open(disk, FileAccess.Write);
        Append(entry, file, record, sync: true);
    }

    /// <summary>
    /// Ends a message: the record is appended but not synced, which saves a second delivery when the process is killed before the removal;
    /// then the file is removed. A disk that is full must not keep a finished message from going.
    /// </summary>
    public void Finish(SpoolEntry entry, ReadOnlySpan<byte> record)
    {
        try
        {
            using var file = entry.Place.Open(disk, FileAccess.Write);
            Append(entry, file, record, sync: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            entry.TailIsTorn = true;
        }
        failpoints.Hit(FailpointNames.BeforeRemove);
        disk.Delete(entry.Place.Path);
        failpoints.Hit(FailpointNames.AfterRemove);
    }

    private void Append(SpoolEntry entry, ISpoolFile file, ReadOnlySpan<byte> record, bool sync)
    {
        if (entry.TailIsTorn)
            file.SetLength(entry.Tail);
        entry.TailIsTorn = true;
        file.Write(record, entry.Tail);
        if (sync)
        {
            failpoints.Hit(FailpointNames.BeforeStateSync);
            file.Sync();
            failpoints.Hit(FailpointNames.AfterStateSync);
        }
        entry.Tail += record.Length;
        entry.TailIsTorn = false;
    }
}

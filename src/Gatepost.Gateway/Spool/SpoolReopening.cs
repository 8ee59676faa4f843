using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// Reads the spool after a start. Contents are not read here, so that a long queue starts fast: they are checked when they are opened. Files that
/// were set aside earlier are looked at again, since a newer release may read what an older one could not.
/// </summary>
internal sealed class SpoolReopening(ISpoolDisk disk, SpoolLimits limits)
{
    private readonly List<SpoolEntry> _entries = [];
    private readonly List<SpoolEntry> _finished = [];
    private readonly List<CorruptSpoolFile> _corrupt = [];
    private readonly List<string> _warnings = [];
    private int _uncommitted;
    private bool _moved;

    /// <summary>Reads everything. <see cref="IOException"/> when the folders themselves cannot be made or listed.</summary>
    public SpoolRecovery Run()
    {
        disk.CreateFolder(SpoolFilePlace.Incoming);
        disk.CreateFolder(SpoolFilePlace.Queue);
        disk.CreateFolder(SpoolFilePlace.Corrupt);
        foreach (var name in disk.List(SpoolFilePlace.Incoming))
            RemoveUncommitted($"{SpoolFilePlace.Incoming}/{name}");
        foreach (var name in disk.List(SpoolFilePlace.Corrupt))
            LookAgain(name);
        foreach (var name in disk.List(SpoolFilePlace.Queue))
            Take(name);
        if (_moved)
            SetAsideFolder.Sync(disk);
        _entries.Sort((left, right) => left.Id.Value.CompareTo(right.Id.Value));
        return new SpoolRecovery(_entries, _uncommitted, _corrupt) { Finished = _finished, Warnings = _warnings };
    }

    private void RemoveUncommitted(string path)
    {
        if (!path.EndsWith(SpoolFilePlace.Made, StringComparison.Ordinal))
            _uncommitted++;
        RemoveQuietly(path);
    }

    private void Take(string name)
    {
        var path = $"{SpoolFilePlace.Queue}/{name}";
        try
        {
            switch (Read(path, name, checkContent: false))
            {
                case SpoolReading.Whole whole:
                    Take(name, path, whole);
                    break;
                case SpoolReading.Damaged damaged:
                    SetAside(name, damaged.Reason);
                    break;
                default:
                    RemoveUncommitted(path);
                    break;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _corrupt.Add(new CorruptSpoolFile(name, $"cannot be read now ({exception.Message}); it stays in the queue folder until the next start"));
        }
    }

    private void Take(string name, string path, SpoolReading.Whole whole)
    {
        var snapshot = new SpoolSnapshot(whole.Record, whole.States);
        var entry = new SpoolEntry(snapshot, new SpoolFilePlace(path), new StoredLength(whole.ContentLength, whole.Tail), whole.Sha256)
        {
            TailIsTorn = whole.IsTorn,
            IsFinished = snapshot.IsFinal,
        };
        if (snapshot.IsFinal)
        {
            RemoveQuietly(path);
            _finished.Add(entry);
            return;
        }
        if (whole.IsTorn)
            _warnings.Add($"{name}: an unfinished state record at its end was dropped; the state before it counts.");
        _entries.Add(entry);
    }

    private void SetAside(string name, string reason)
    {
        var kept = SetAsideFolder.FreeName(disk, name);
        disk.Rename($"{SpoolFilePlace.Queue}/{name}", $"{SpoolFilePlace.Corrupt}/{kept}");
        _moved = true;
        _corrupt.Add(new CorruptSpoolFile(kept, reason));
    }

    private void LookAgain(string name)
    {
        var path = $"{SpoolFilePlace.Corrupt}/{name}";
        try
        {
            if (Read(path, name, checkContent: true) is SpoolReading.Damaged damaged)
            {
                _corrupt.Add(new CorruptSpoolFile(name, damaged.Reason));
                return;
            }
            if (disk.List(SpoolFilePlace.Queue).Contains(name))
            {
                _corrupt.Add(new CorruptSpoolFile(name, "is whole, but the queue holds another file of the same message"));
                return;
            }
            disk.Rename(path, $"{SpoolFilePlace.Queue}/{name}");
            _moved = true;
            _warnings.Add($"{name}: was set aside before, is whole now, and went back into the queue.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _corrupt.Add(new CorruptSpoolFile(name, $"cannot be read now ({exception.Message})"));
        }
    }

    private SpoolReading Read(string path, string name, bool checkContent)
    {
        using var file = disk.Open(path, FileMode.Open, FileAccess.Read);
        var reading = new SpoolFileReader(file, limits).Read();
        if (reading is not SpoolReading.Whole whole)
            return reading;
        if (!MailId.TryParse(name, out var id) || id != whole.Record.Id)
            return new SpoolReading.Damaged($"holds message {whole.Record.Id} under another name");
        return checkContent && !SpoolFileOctets.ContentMatches(file, whole.ContentLength, whole.Sha256.Span)
            ? new SpoolReading.Damaged(SetAsideFolder.ContentDamaged)
            : reading;
    }

    private void RemoveQuietly(string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _warnings.Add($"{path} could not be removed: {exception.Message}");
        }
    }
}

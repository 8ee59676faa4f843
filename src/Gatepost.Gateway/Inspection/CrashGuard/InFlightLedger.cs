using System.Diagnostics.CodeAnalysis;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>
/// Remembers on disk which contents are under inspection, so that a start knows which were there when the process died. A content that was in flight at
/// two deaths is set aside; after one death, or while the process dies again and again, it is inspected in a child process (promise 6).
/// The ledger never stops mail: what cannot be read or written is a warning, and counts as empty. One process at a time. Thread-safe.
/// </summary>
public sealed partial class InFlightLedger(ISpoolDisk disk, CrashGuardLimits limits, TimeProvider time, ILogger<InFlightLedger> logger) : IDisposable
{
    private const string Folder = "crash-guard";
    private const string LedgerPath = Folder + "/in-flight";
    private const string DeathsPath = Folder + "/deaths";

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, (ContentHash Content, int Count)> _inFlight = [];
    private DeathHistory _deaths = new(limits);
    private LedgerFile? _file;
    private Guid _run;
    private bool _warned;

    /// <summary>Reads what the last process left, takes note of its death if it died, and begins a new ledger. Call once, before the first <see cref="Enter"/>.</summary>
    public CrashGuardStart Start()
    {
        lock (_lock)
        {
            _run = Guid.CreateVersion7(time.GetUtcNow());
            Try(() => disk.CreateFolder(Folder));
            Try(ReadDeaths);
            var died = false;
            var victims = new HashSet<ContentHash>();
            Try(() => died = TakeNote(victims));
            var file = new LedgerFile(disk, LedgerPath);
            if (Try(() => file.Replace([new LedgerMark(LedgerMarkKind.Start, _run, default)])))
                _file = file;
            var recent = _deaths.Since(time.GetUtcNow() - limits.DeathWindow);
            if (died)
                Log.Died(logger, victims.Count, recent, limits.DeathWindow.TotalMinutes);
            return new CrashGuardStart(died, victims.Count, recent);
        }
    }

    /// <summary>A content goes into inspection. It may be there twice: late, while an inspector of the first time still ignores its deadline.</summary>
    /// <param name="id">The message.</param>
    /// <param name="sha256">SHA-256 of its content, 32 octets.</param>
    public void Enter(MailId id, ReadOnlySpan<byte> sha256)
    {
        var content = ContentHash.Read(sha256);
        lock (_lock)
        {
            var count = _inFlight.TryGetValue(id.Value, out var known) ? known.Count : 0;
            _inFlight[id.Value] = (content, count + 1);
            Append(new LedgerMark(LedgerMarkKind.Enter, id.Value, content));
        }
    }

    /// <summary>It came out, however that ended: nothing works on it any more. Once for each <see cref="Enter"/>.</summary>
    public void Leave(MailId id)
    {
        lock (_lock)
        {
            if (!_inFlight.TryGetValue(id.Value, out var known))
                return;
            if (known.Count > 1)
            {
                _inFlight[id.Value] = known with { Count = known.Count - 1 };
                return;
            }
            _inFlight.Remove(id.Value);
            Append(new LedgerMark(LedgerMarkKind.Leave, id.Value, known.Content));
        }
    }

    /// <summary>Where a content may be inspected.</summary>
    /// <param name="sha256">SHA-256 of the content, 32 octets.</param>
    public InspectionPlace Judge(ReadOnlySpan<byte> sha256)
    {
        var content = ContentHash.Read(sha256);
        lock (_lock)
        {
            var deaths = _deaths.Of(content);
            if (deaths >= limits.DeathsToSetAside)
                return InspectionPlace.SetAside;
            return deaths > 0 || _deaths.Since(time.GetUtcNow() - limits.DeathWindow) > limits.DeathsInWindow
                ? InspectionPlace.ChildProcess
                : InspectionPlace.InProcess;
        }
    }

    /// <summary>The process ends as it should: what is still in flight is not to blame for anything.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            if (_file is null)
                return;
            Append(new LedgerMark(LedgerMarkKind.Stop, _run, default));
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>As <see cref="Stop"/>: a host that disposes its services was not killed.</summary>
    public void Dispose() => Stop();

    private void ReadDeaths()
    {
        try
        {
            using var file = disk.Open(DeathsPath, FileMode.Open, FileAccess.Read);
            _deaths.Read(file);
        }
        catch (FileNotFoundException)
        {
        }
        catch
        {
            _deaths = new DeathHistory(limits);
            throw;
        }
    }

    private bool TakeNote(HashSet<ContentHash> victims)
    {
        var marks = LedgerFile.Read(disk, LedgerPath);
        if (marks.Count == 0 || marks[0].Kind != LedgerMarkKind.Start || marks.Exists(mark => mark.Kind == LedgerMarkKind.Stop))
            return false;
        var inFlight = new Dictionary<Guid, ContentHash>();
        foreach (var mark in marks)
        {
            if (mark.Kind == LedgerMarkKind.Enter)
                inFlight[mark.Id] = mark.Content;
            else if (mark.Kind == LedgerMarkKind.Leave)
                inFlight.Remove(mark.Id);
        }
        victims.UnionWith(inFlight.Values);
        _deaths.Add(marks[0].Id, victims, time.GetUtcNow());
        _deaths.Prune(time.GetUtcNow());
        SaveDeaths();
        return true;
    }

    private void SaveDeaths()
    {
        using (var file = disk.Open(DeathsPath + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(_deaths.ToOctets(), 0);
            file.Sync();
        }
        disk.Rename(DeathsPath + ".new", DeathsPath);
        disk.SyncFolder(Folder);
    }

    private void Append(LedgerMark mark)
    {
        if (_file is not { } file)
            return;
        if (Try(() => AppendOrReplace(file, mark)))
            _warned = false;
    }

    private void AppendOrReplace(LedgerFile file, LedgerMark mark)
    {
        if (file.Length < limits.LedgerOctets || mark.Kind == LedgerMarkKind.Stop)
            file.Append(mark);
        else
            file.Replace([new LedgerMark(LedgerMarkKind.Start, _run, default), .. _inFlight.Select(pair => new LedgerMark(LedgerMarkKind.Enter, pair.Key, pair.Value.Content))]);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The guard must never be what stops mail.")]
    private bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception trouble)
        {
            if (!_warned)
                Log.Trouble(logger, trouble.Message);
            _warned = true;
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error,
            "The last process did not end as it should; {Contents} contents were under inspection then. Deaths within {Minutes} minutes: {Recent}")]
        public static partial void Died(ILogger logger, int contents, int recent, double minutes);

        [LoggerMessage(LogLevel.Warning, "The in-flight ledger cannot be used, so a content that kills the process is not recognised: {Trouble}")]
        public static partial void Trouble(ILogger logger, string trouble);
    }
}

/// <summary>What a start found in the ledger.</summary>
/// <param name="Died">The last process did not end as it should.</param>
/// <param name="InFlight">Contents that were under inspection then.</param>
/// <param name="RecentDeaths">Deaths within the window of the limits.</param>
public sealed record CrashGuardStart(bool Died, int InFlight, int RecentDeaths);

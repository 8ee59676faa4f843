using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Auditing;

/// <summary>
/// Who changed what by hand. The line is on stable storage before the act begins: an act that cannot be noted is not done. Append-only JSON
/// lines; a line that a power cut tore is closed by the next start's first line. Thread-safe.
/// </summary>
public sealed class AuditJournal : IDisposable
{
    /// <summary>File name in the data folder.</summary>
    public const string FileName = "audit.jsonl";

    private readonly ISpoolDisk _disk;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private ISpoolFile? _file;
    private long _end;

    /// <summary>Makes a journal on a disk; the file is opened by the first line.</summary>
    public AuditJournal(ISpoolDisk disk, TimeProvider time)
    {
        _disk = disk;
        _time = time;
    }

    /// <summary>Notes an act. <see cref="IOException"/> when it cannot be noted durably; then the act must not be done.</summary>
    public void Append(Caller caller, string verb, ImmutableSortedDictionary<string, string> arguments)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var line = new AuditLine(_time.GetUtcNow(), caller.UserId, caller.UserName, verb, arguments);
        var octets = JsonSerializer.SerializeToUtf8Bytes(line, AdminJson.Default.AuditLine);
        lock (_gate)
        {
            _file ??= Open();
            // What an append that failed has left is not known to be on disk: it goes, so that no shorter line is followed by its rest.
            if (_file.Length > _end)
                _file.SetLength(_end);
            _file.Write([.. octets, (byte)'\n'], _end);
            _file.Sync();
            _end += octets.Length + 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _file?.Dispose();
    }

    private ISpoolFile Open()
    {
        var file = _disk.Open(FileName, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        _end = file.Length;
        Span<byte> last = stackalloc byte[1];
        if (_end > 0 && file.Read(last, _end - 1) == 1 && last[0] != (byte)'\n')
            file.Write("\n"u8, _end++);
        _disk.SyncFolder("");
        return file;
    }
}

/// <summary>One line of the audit journal.</summary>
/// <param name="At">When (UTC).</param>
/// <param name="UserId">The peer's uid, as the kernel tells it.</param>
/// <param name="UserName">Its name at that time, or null.</param>
/// <param name="Verb">The act, such as <c>queue-delete</c>.</param>
/// <param name="Arguments">What it was asked to act on.</param>
public sealed record AuditLine(DateTimeOffset At, int UserId, string? UserName, string Verb, ImmutableSortedDictionary<string, string> Arguments);

/// <summary>Who asks, as the kernel tells it.</summary>
/// <param name="UserId">The uid.</param>
/// <param name="UserName">Its name, or null.</param>
public sealed record Caller(int UserId, string? UserName)
{
    /// <summary>The form that histories keep: <c>uid 0 (root)</c>.</summary>
    public override string ToString() => UserName is null ? $"uid {UserId}" : $"uid {UserId} ({UserName})";
}

using System.Collections.Concurrent;

namespace Gatepost.Gateway.Inspectors.Antivirus;

/// <summary>
/// Servers that failed are left alone for a while, so that a dead one does not cost every message a time-out. Thread-safe.
/// </summary>
internal sealed class ClamdPauses(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Pause> _paused = new(StringComparer.Ordinal);

    /// <summary>
    /// The servers to try, in order. When all are paused, those that failed at once are tried all the same: that costs nothing, and mail need not
    /// wait for the end of the pause; one that hangs is not.
    /// </summary>
    public IReadOnlyList<string> ToTry(IReadOnlyList<string> servers)
    {
        var now = time.GetUtcNow();
        var ready = servers.Where(server => !_paused.TryGetValue(server, out var pause) || pause.Until <= now).ToList();
        return ready.Count > 0 ? ready : [.. servers.Where(server => !_paused.TryGetValue(server, out var pause) || !pause.Hangs)];
    }

    /// <summary>Why a server is paused, for the finding's evidence.</summary>
    public string? Reason(string server) => _paused.TryGetValue(server, out var pause) ? pause.Reason : null;

    public void Failed(string server, ClamdVerdict verdict, TimeSpan pause) =>
        _paused[server] = new Pause(time.GetUtcNow() + pause, verdict.Kind == ClamdVerdictKind.TimedOut, verdict.Text);

    public void Answered(string server) => _paused.TryRemove(server, out _);

    private readonly record struct Pause(DateTimeOffset Until, bool Hangs, string Reason);
}

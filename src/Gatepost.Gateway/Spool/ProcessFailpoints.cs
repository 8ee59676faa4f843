using System.Globalization;
using Gatepost.Gateway.Spool.Disk;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// The failpoints of the crash test: ends its own process with SIGKILL, as a power switch would, when a place is passed for the n-th time. Thread-safe.
/// </summary>
public sealed class ProcessFailpoints : IFailpoints
{
    /// <summary>The environment variable that the executable passes on.</summary>
    public const string Variable = "GATEPOST_FAILPOINT";

    private readonly string _name;
    private readonly Action _kill;
    private int _left;

    private ProcessFailpoints(string name, int hits, Action kill) => (_name, _left, _kill) = (name, hits, kill);

    /// <summary>
    /// Reads <c>name</c> or <c>name:n</c> (n from 1). Null or empty gives failpoints that do nothing; a name that does not exist is an
    /// <see cref="ArgumentException"/>, so that a crash test never passes because its crash never came.
    /// </summary>
    public static IFailpoints Parse(string? value) => Parse(value, LinuxCalls.KillThisProcess);

    internal static IFailpoints Parse(string? value, Action kill)
    {
        if (string.IsNullOrEmpty(value))
            return new NoFailpoints();
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? value : value[..colon];
        var hits = 1;
        if (!FailpointNames.All.Contains(name)
            || (colon >= 0 && (!int.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out hits) || hits < 1)))
            throw new ArgumentException($"{Variable} is no name[:n] of a failpoint. Names: {string.Join(", ", FailpointNames.All)}.", nameof(value));
        return new ProcessFailpoints(name, hits, kill);
    }

    /// <inheritdoc/>
    public void Hit(string name)
    {
        if (name == _name && Interlocked.Decrement(ref _left) == 0)
            _kill();
    }
}

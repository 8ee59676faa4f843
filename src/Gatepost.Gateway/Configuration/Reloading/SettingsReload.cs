using System.Collections.Immutable;
using Gatepost.Gateway.Configuration.Yaml;
using Gatepost.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Configuration.Reloading;

/// <summary>
/// Reads gatepost.yaml again while the gateway runs (SIGHUP, <c>gatepost reload</c>). What can be changed live is; every other changed key is named, with the word that it needs a
/// restart. A file with a mistake changes nothing. Thread-safe.
/// </summary>
public sealed partial class SettingsReload
{
    private readonly SettingsFile _file;
    private readonly ImmutableArray<ILiveSetting> _live;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private ImmutableSortedDictionary<string, string> _running;

    /// <summary>Begins with the file as it is: the process has just read it.</summary>
    public SettingsReload(SettingsFile file, IEnumerable<ILiveSetting> live, ILogger<SettingsReload> logger)
    {
        ArgumentNullException.ThrowIfNull(file);
        (_file, _live, _logger) = (file, [.. live], logger);
        _running = SettingsDifference.Flatten(file.Read().Root);
    }

    /// <summary>Reads the file and does what can be done.</summary>
    public ReloadOutcome Reload()
    {
        lock (_lock)
        {
            var outcome = TryReload();
            foreach (var mistake in outcome.Mistakes)
                Log.Mistake(_logger, mistake);
            if (!outcome.IsTaken)
                Log.NothingChanged(_logger, outcome.File);
            else
                Log.Reloaded(_logger, outcome.File, Words(outcome.Applied));
            if (outcome.NeedRestart.Length > 0)
                Log.NeedRestart(_logger, Words(outcome.NeedRestart));
            return outcome;
        }
    }

    private ReloadOutcome TryReload()
    {
        var name = _file.Path ?? "";
        if (_file.Path is null)
            return ReloadOutcome.Refused(name, ["The gateway was started without a gatepost.yaml: there is nothing to read again."]);
        var read = _file.Read();
        if (read.Settings is not { } settings)
            return ReloadOutcome.Refused(name, [.. read.Errors.Select(error => error.ToString())]);
        var mistakes = _live.Select(setting => setting.Check(settings)).OfType<string>().ToImmutableArray();
        if (mistakes.Length > 0)
            return ReloadOutcome.Refused(name, mistakes);
        var now = SettingsDifference.Flatten(read.Root);
        var changed = SettingsDifference.Between(_running, now);
        var problems = _live.SelectMany(setting => setting.Apply(settings)).ToImmutableArray();
        var live = changed.Where(IsLive).ToImmutableArray();
        // What needs a restart stays as it was read at the start, so that the next reload says so again.
        _running = _running.RemoveRange(live).SetItems(live.Where(now.ContainsKey).Select(path => KeyValuePair.Create(path, now[path])));
        return new ReloadOutcome(name, IsTaken: true, live, [.. changed.Except(live)], problems);
    }

    private bool IsLive(string path) => _live.Any(setting => setting.Keys.Any(key => path == key || path.StartsWith(key + ".", StringComparison.Ordinal)));

    private static string Words(ImmutableArray<string> what) => what.IsEmpty ? "nothing to do" : string.Join(", ", what);

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "{File} was read again: {Applied}")]
        public static partial void Reloaded(ILogger logger, string file, string applied);

        [LoggerMessage(3002, LogLevel.Warning, "These settings have changed, and are in force after a restart only: {Keys}")]
        public static partial void NeedRestart(ILogger logger, string keys);

        [LoggerMessage(3003, LogLevel.Error, "{Mistake}")]
        public static partial void Mistake(ILogger logger, string mistake);

        [LoggerMessage(3004, LogLevel.Error, "{File} was not taken, the gateway goes on with the settings that it has")]
        public static partial void NothingChanged(ILogger logger, string file);
    }
}

/// <summary>What came of a reload.</summary>
/// <param name="File">The file.</param>
/// <param name="IsTaken">False when the file has mistakes, and nothing was changed.</param>
/// <param name="Applied">Changed keys that are in force now.</param>
/// <param name="NeedRestart">Changed keys that need a restart.</param>
/// <param name="Mistakes">Why nothing was changed; of a file that was taken, what else could not be read again and stays as it was.</param>
public sealed record ReloadOutcome(
    string File, bool IsTaken, ImmutableArray<string> Applied, ImmutableArray<string> NeedRestart, ImmutableArray<string> Mistakes)
{
    internal static ReloadOutcome Refused(string file, ImmutableArray<string> mistakes) => new(file, IsTaken: false, [], [], mistakes);
}

/// <summary>A setting that can be changed while the gateway runs.</summary>
public interface ILiveSetting
{
    /// <summary>Its keys in gatepost.yaml.</summary>
    ImmutableArray<string> Keys { get; }

    /// <summary>Why the new settings cannot be put in force, or null. Changes nothing.</summary>
    string? Check(GatewaySettings settings);

    /// <summary>Puts them in force, and reads the files again that they name; returns what stays as it was, and why.</summary>
    IEnumerable<string> Apply(GatewaySettings settings);
}

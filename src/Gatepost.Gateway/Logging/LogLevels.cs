using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>The levels in force. They can be changed while the gateway runs. Thread-safe.</summary>
public sealed class LogLevels
{
    private readonly ConcurrentDictionary<string, string> _areas = new(StringComparer.Ordinal);
    private Snapshot _snapshot;

    /// <summary>Begins with the levels of the settings.</summary>
    public LogLevels(LoggingSettings settings) => _snapshot = Snapshot.Of(settings);

    /// <summary>Puts other levels in force; the form of the log stays.</summary>
    public void Change(LoggingSettings settings) => Volatile.Write(ref _snapshot, Snapshot.Of(settings));

    /// <summary>True when a logger's line is wanted.</summary>
    public bool IsEnabled(string? category, LogLevel level) => level >= Volatile.Read(ref _snapshot).LevelOf(_areas.GetOrAdd(category ?? "", LogAreas.Of));

    private sealed record Snapshot(LogLevel Level, ImmutableDictionary<string, LogLevel> Areas)
    {
        public static Snapshot Of(LoggingSettings settings) => new(settings.Level, settings.Areas);

        /// <summary>The framework tells of every request; whoever wants that asks for it.</summary>
        public LogLevel LevelOf(string area) => Areas.TryGetValue(area, out var level) ? level
            : area == LogAreas.Framework && Level < LogLevel.Warning ? LogLevel.Warning : Level;
    }
}

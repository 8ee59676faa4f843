using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Gatepost.Testing.Smtp;

/// <summary>Keeps what was logged.</summary>
public class RecordingLogger : ILogger
{
    public ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> Entries { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Entries.Enqueue((logLevel, formatter(state, exception), exception));
}

/// <summary>The same for a category.</summary>
public sealed class RecordingLogger<T> : RecordingLogger, ILogger<T>;

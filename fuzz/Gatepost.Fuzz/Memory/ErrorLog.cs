using Microsoft.Extensions.Logging;

namespace Gatepost.Fuzz.Memory;

/// <summary>Remembers what was logged as a warning or worse.</summary>
internal sealed class ErrorLog<T> : ILogger<T>
{
    public List<(LogLevel Level, string Text)> Entries { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
            Entries.Add((logLevel, $"{formatter(state, exception)} {exception}"));
    }
}

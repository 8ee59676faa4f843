using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>
/// Writes events, each as one line, on a thread of its own: whoever logs never waits for a terminal, a pipe or a network. When the reader is too slow, lines are dropped and counted,
/// since mail goes on and the message log keeps the story of each message. Thread-safe.
/// </summary>
internal sealed class LineLoggerProvider : ILoggerProvider, IAsyncDisposable
{
    /// <summary>Lines that wait: some seconds of a busy gateway, a few megabytes.</summary>
    private const int MaxWaiting = 20_000;

    private readonly Channel<LogEvent> _events = Channel.CreateBounded<LogEvent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly ILineSink _sink;
    private readonly Func<LogEvent, string> _form;
    private readonly TimeProvider _time;
    private readonly Task _writing;
    private long _dropped;

    public LineLoggerProvider(ILineSink sink, Func<LogEvent, string> form, TimeProvider time)
    {
        (_sink, _form, _time) = (sink, form, time);
        _writing = Task.Run(WriteAsync);
    }

    public ILogger CreateLogger(string categoryName) => new LineLogger(this, LogAreas.Of(categoryName));

    /// <summary>What was logged is written before the process ends.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        if (!_events.Writer.TryComplete())
            return;
        _sink.End();
        await _writing.ConfigureAwait(false);
        _sink.Dispose();
    }

    private async Task WriteAsync()
    {
        while (await _events.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_events.Reader.TryRead(out var one))
                _sink.Write(_form(one));
            if (Interlocked.Exchange(ref _dropped, 0) is var dropped and > 0)
                _sink.Write(_form(new LogEvent(_time.GetUtcNow(), LogLevel.Warning, LogAreas.Gateway, "LinesDropped", $"{dropped} log lines were dropped: whoever reads the log is too slow", null)));
            _sink.Flush();
        }
    }

    private sealed class LineLogger(LineLoggerProvider provider, string area) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!provider._events.Writer.TryWrite(LogEvent.Of(provider._time.GetUtcNow(), logLevel, area, eventId, state, exception, formatter)))
                Interlocked.Increment(ref provider._dropped);
        }
    }
}

/// <summary>Where lines go. Used by one thread but for <see cref="End"/>; never throws.</summary>
internal interface ILineSink : IDisposable
{
    void Write(string line);

    void Flush();

    /// <summary>The last lines come now, and whoever takes them is not waited for any more. Called by another thread.</summary>
    void End()
    {
        // Most wait for nobody.
    }
}

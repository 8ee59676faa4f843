using System.IO.Pipelines;

namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>
/// The two pipes of a connection, with time limits. What was written is flushed only when the session must wait for input, so a group of
/// pipelined commands is answered with one flush.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    /// <summary>Replies that may wait for the next flush: a client that pipelines without reading must not grow our memory.</summary>
    private const int MaxUnflushedOctets = 16_384;

    /// <summary>Unread octets that are dropped at the close, since a socket closed over unread octets resets and loses our last reply.</summary>
    private const int MaxDroppedAtClose = 1_048_576;

    private readonly IDuplexPipe _transport;
    private readonly Watch _watch;
    private readonly CancellationToken _drain;
    private readonly CancellationTokenRegistration _registration;
    private readonly TimeSpan _patience;
    private volatile PipeReader _input;
    private volatile PipeWriter _output;
    private IAsyncDisposable? _tls;
    private int _unflushed;
    private volatile bool _isFlushing;
    private volatile bool _mayDrain;

    internal Wire(IDuplexPipe transport, SmtpServerLimits limits, TimeProvider time, CancellationToken drain)
    {
        _transport = transport;
        (_input, _output) = (transport.Input, transport.Output);
        _patience = limits.CommandTimeout;
        _watch = new Watch(time, limits.SessionTime, Interrupt);
        _drain = drain;
        _registration = drain.UnsafeRegister(static wire => ((Wire)wire!).InterruptIdle(), this);
    }

    internal PipeReader Input => _input;

    internal PipeWriter Output => _output;

    /// <summary>Waits for octets that were not examined yet.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="mayDrain">True between two transactions: a wish to stop ends the wait.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    internal async ValueTask<WireRead> ReadAsync(TimeSpan patience, bool mayDrain, CancellationToken cancellationToken)
    {
        if (mayDrain && _drain.IsCancellationRequested)
            return Nothing(WireEvent.Drain);
        if (_watch.IsSessionOver)
            return Nothing(WireEvent.SessionOver);
        if (_input.TryRead(out var result) && Understand(result, mayDrain) is { } atOnce)
            return atOnce;
        try
        {
            return await WaitAsync(patience, mayDrain, cancellationToken);
        }
        finally
        {
            _mayDrain = false;
            _watch.Disarm();
        }
    }

    /// <summary>Counts what was written to <see cref="Output"/>; flushes when much has gathered.</summary>
    internal ValueTask WroteAsync(int octets, CancellationToken cancellationToken)
    {
        _unflushed += octets;
        return _unflushed > MaxUnflushedOctets ? FlushAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Sends what was written. A client that does not read for the time of a command has lost its connection.</summary>
    /// <exception cref="IOException">The client does not read, or the connection broke.</exception>
    internal async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _watch.Arm(_patience);
        try
        {
            await FlushArmedAsync(cancellationToken);
        }
        finally
        {
            _watch.Disarm();
        }
    }

    /// <summary>Goes on over another pair of pipes: everything after a TLS handshake.</summary>
    internal void Upgrade(PipeReader input, PipeWriter output, IAsyncDisposable tls) => (_input, _output, _tls) = (input, output, tls);

    /// <summary>True when octets have arrived that nobody has read.</summary>
    internal bool HasUnread()
    {
        if (!_input.TryRead(out var result))
            return false;
        _input.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    public async ValueTask DisposeAsync()
    {
        await _registration.DisposeAsync();
        await _watch.DisposeAsync();
        DropUnread();
        if (_tls is not null)
        {
            await _input.CompleteAsync();
            // Told of a failure, the writer does not try to send what a client that stopped reading has left it with.
            await _output.CompleteAsync(new IOException("The session has ended."));
            await _tls.DisposeAsync();
        }
        await _transport.Input.CompleteAsync();
        await _transport.Output.CompleteAsync();
    }

    private async ValueTask<WireRead> WaitAsync(TimeSpan patience, bool mayDrain, CancellationToken cancellationToken)
    {
        _watch.Arm(patience);
        // Armed before the flush: whoever has seen our reply may rely on the clock running (and so may a test).
        await FlushArmedAsync(cancellationToken);
        _mayDrain = mayDrain;
        // The wish to stop is set first and looks for _mayDrain second; we the other way round: one of the two sees the other.
        Interlocked.MemoryBarrier();
        if (mayDrain && _drain.IsCancellationRequested)
            return Nothing(WireEvent.Drain);
        while (true)
        {
            if (Understand(await _input.ReadAsync(cancellationToken), mayDrain) is { } read)
                return read;
        }
    }

    private async ValueTask FlushArmedAsync(CancellationToken cancellationToken)
    {
        if (_unflushed == 0)
            return;
        _unflushed = 0;
        _isFlushing = true;
        var flushed = await _output.FlushAsync(cancellationToken);
        _isFlushing = false;
        if (flushed.IsCanceled)
            throw new IOException("The client does not read our replies.");
    }

    /// <summary>Null for a wake-up that means nothing any more.</summary>
    private WireRead? Understand(ReadResult result, bool mayDrain)
    {
        var reason = WireEvent.Octets;
        if (result.IsCanceled && _watch.HasFired)
            reason = _watch.IsSessionOver ? WireEvent.SessionOver : WireEvent.Silent;
        else if (result.IsCanceled && mayDrain && _drain.IsCancellationRequested)
            reason = WireEvent.Drain;
        else if (result.Buffer.IsEmpty && result.IsCompleted)
            reason = WireEvent.Closed;
        else if (!result.Buffer.IsEmpty)
            return new WireRead(WireEvent.Octets, result.Buffer, result.IsCompleted);
        _input.AdvanceTo(result.Buffer.End);
        return reason == WireEvent.Octets ? null : Nothing(reason);
    }

    private static WireRead Nothing(WireEvent reason) => new(reason, default, false);

    private void Interrupt()
    {
        _input.CancelPendingRead();
        if (_isFlushing)
            _output.CancelPendingFlush();
    }

    private void InterruptIdle()
    {
        Interlocked.MemoryBarrier();
        if (_mayDrain)
            _input.CancelPendingRead();
    }

    private void DropUnread()
    {
        for (var dropped = 0L; dropped < MaxDroppedAtClose && _input.TryRead(out var result);)
        {
            dropped += result.Buffer.Length;
            _input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return;
        }
    }
}

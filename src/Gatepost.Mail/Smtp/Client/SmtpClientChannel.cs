using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// The byte side of a conversation: writes commands, reads replies, each within its time. What the network does wrong comes back in words;
/// only the caller's own cancellation is thrown. After any trouble the channel is broken for good.
/// </summary>
internal sealed class SmtpClientChannel : IAsyncDisposable
{
    private readonly SmtpClientLimits _limits;
    private readonly SmtpReplyParser _parser;
    private readonly CancellationTokenSource _deadline;
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private Stream _stream;
    private PipeReader _reader;

    public SmtpClientChannel(Stream stream, SmtpClientLimits limits, TimeProvider time)
    {
        _stream = stream;
        _limits = limits;
        _parser = new SmtpReplyParser(limits);
        _deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _reader = OpenReader(stream);
    }

    /// <summary>What goes out with the next flush.</summary>
    public ArrayBufferWriter<byte> Output => _output;

    /// <summary>True after any trouble: nothing more can be said on this connection.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>The protection in force, or null on plain text.</summary>
    public TlsState? Tls { get; private set; }

    /// <summary>Gives the connection up.</summary>
    public void Break() => IsBroken = true;

    /// <summary>Adds a command line to the output.</summary>
    public void Write(string command)
    {
        Encoding.UTF8.GetBytes(command, _output);
        _output.Write("\r\n"u8);
    }

    /// <summary>Sends the output; null, or what went wrong.</summary>
    public async ValueTask<string?> FlushAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (IsBroken)
            return "the connection is closed";
        var problem = await RunAsync(
            "sending", limit, (_stream, _output.WrittenMemory),
            static async (state, token) =>
            {
                await state._stream.WriteAsync(state.WrittenMemory, token);
                await state._stream.FlushAsync(token);
                return default(ReplyRead);
            },
            cancellationToken);
        _output.ResetWrittenCount();
        return problem.Problem;
    }

    /// <summary>Reads one whole reply; a server that drips it octet by octet gets no more time for it.</summary>
    public async ValueTask<ReplyRead> ReadReplyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        if (IsBroken)
            return ReplyRead.Broken("the connection is closed");
        var read = await RunAsync("waiting for its reply", limit, this, static (channel, token) => channel.ReadReplyAsync(token), cancellationToken);
        IsBroken |= read.Problem is not null;
        return read;
    }

    /// <summary>Sends what is in the output and reads one reply.</summary>
    public async ValueTask<ReplyRead> AskAsync(string command, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (TakeEarlyReply() is { } early)
            return early;
        Write(command);
        return await FlushAsync(limit, cancellationToken) is { } problem
            ? await AfterWriteFailedAsync(problem, cancellationToken)
            : await ReadReplyAsync(limit, cancellationToken);
    }

    /// <summary>A server that closes often says why first, and the write fails before that was read.</summary>
    public async ValueTask<ReplyRead> AfterWriteFailedAsync(string problem, CancellationToken cancellationToken)
    {
        if (_deadline.IsCancellationRequested)
            return ReplyRead.Broken(problem);
        var last = await RunAsync("closing", _limits.Quit, this, static (channel, token) => channel.ReadReplyAsync(token), cancellationToken);
        IsBroken = true;
        return last.Reply is { IsPositive: false } ? last : ReplyRead.Broken(problem);
    }

    /// <summary>
    /// What was said although nothing was asked: a refusal (421 before closing, mostly) is taken for the answer to come; anything else means
    /// that replies and commands no longer match, and every later answer would be read for the wrong question.
    /// </summary>
    public ReplyRead? TakeEarlyReply()
    {
        if (IsBroken || !_reader.TryRead(out var result))
            return null;
        var buffer = result.Buffer;
        if (buffer.IsEmpty)
        {
            _reader.AdvanceTo(buffer.Start);
            return null;
        }
        var read = _parser.TryRead(ref buffer);
        _reader.AdvanceTo(buffer.Start, buffer.End);
        IsBroken = true;
        return read is { Reply.IsPositive: false } ? read : ReplyRead.Broken("the next hop spoke before it was asked");
    }

    /// <summary>
    /// TLS on this connection; null, or what went wrong. What the server (or somebody between) sent in clear behind its 220 is thrown
    /// away unread, or it would be taken for a reply of the protected session.
    /// </summary>
    public async ValueTask<string?> StartTlsAsync(CertificateCheck check, CancellationToken cancellationToken)
    {
        if (_reader.TryRead(out var injected))
            _reader.AdvanceTo(injected.Buffer.End);
        await _reader.CompleteAsync();
        var ssl = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = ssl;
        var read = await RunAsync(
            "the TLS handshake", _limits.Handshake, (ssl, options: check.Options()),
            static async (state, token) =>
            {
                await state.ssl.AuthenticateAsClientAsync(state.options, token);
                return default(ReplyRead);
            },
            cancellationToken);
        _reader = OpenReader(ssl);
        if (read.Problem is not null)
            return check.IsRefused ? check.Trouble : read.Problem;
        Tls = new TlsState(NameOf(ssl.SslProtocol), ssl.NegotiatedCipherSuite.ToString(), check.Trouble is null);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        IsBroken = true;
        try
        {
            await _reader.CompleteAsync();
            await _stream.DisposeAsync();
        }
        catch (Exception trouble) when (trouble is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // A connection that is given up may fail on its way out; nobody waits for it any more.
        }
        _deadline.Dispose();
    }

    private async ValueTask<ReplyRead> ReadReplyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            var read = _parser.TryRead(ref buffer);
            _reader.AdvanceTo(buffer.Start, read is null ? buffer.End : buffer.Start);
            if (read is { } reply)
                return reply;
            if (result.IsCompleted)
                return ReplyRead.Broken("the next hop closed the connection");
        }
    }

    private async ValueTask<ReplyRead> RunAsync<TState>(
        string what, TimeSpan limit, TState state, Func<TState, CancellationToken, ValueTask<ReplyRead>> step, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            // What waits in the output must never be sent by a later QUIT: it may be the dot that completes a message.
            IsBroken = true;
            cancellationToken.ThrowIfCancellationRequested();
        }
        await using var link = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _deadline);
        _deadline.CancelAfter(limit);
        try
        {
            return await step(state, _deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            IsBroken = true;
            return ReplyRead.Broken(FormattableString.Invariant($"no answer within {limit.TotalSeconds:0} s ({what})"));
        }
        catch (OperationCanceledException)
        {
            IsBroken = true;
            throw;
        }
        catch (Exception trouble) when (trouble is IOException or AuthenticationException or ObjectDisposedException or InvalidOperationException)
        {
            IsBroken = true;
            return ReplyRead.Broken($"{what}: {SocketWords.Of(trouble)}");
        }
        finally
        {
            _deadline.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    private static PipeReader OpenReader(Stream stream) => PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));

    private static string NameOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls13 => "TLSv1.3",
        SslProtocols.Tls12 => "TLSv1.2",
        var other => other.ToString(),
    };
}

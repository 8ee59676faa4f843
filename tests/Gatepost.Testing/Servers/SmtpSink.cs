using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gatepost.Testing.Servers;

/// <summary>
/// A next hop inside the test process: fast, records what it gets, and misbehaves as it is told. Thread-safe; the behaviour may be changed at any time.
/// </summary>
public sealed class SmtpSink : IAsyncDisposable
{
    private readonly ConcurrentQueue<SinkMessage> _messages = new();
    private readonly ConcurrentDictionary<Socket, Task> _sessions = new();
    private volatile SinkBehaviour _behaviour;
    private TcpListener? _listener;
    private Task _accepting = Task.CompletedTask;
    private int _count;
    private int _connections;

    private SmtpSink(int port, SinkBehaviour behaviour)
    {
        Port = port;
        _behaviour = behaviour;
        Open();
    }

    /// <summary>On 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>How it behaves from the next command on.</summary>
    public SinkBehaviour Behaviour
    {
        get => _behaviour;
        set => _behaviour = value;
    }

    /// <summary>What got its 250, in order.</summary>
    public IReadOnlyCollection<SinkMessage> Messages => _messages;

    /// <summary>How many messages got their 250.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Connections that were taken so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Starts a sink.</summary>
    public static SmtpSink Start(SinkBehaviour? behaviour = null) => new(Loopback.FreePort(), behaviour ?? new SinkBehaviour());

    /// <summary>Takes connections (again).</summary>
    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start(512);
        _accepting = AcceptAsync(_listener);
    }

    /// <summary>Goes down: refuses connections, and drops those that are open.</summary>
    public async Task CloseAsync()
    {
        _listener?.Dispose();
        await _accepting;
        foreach (var (socket, _) in _sessions)
            socket.Dispose();
        await Task.WhenAll(_sessions.Values);
    }

    /// <summary>Waits for so many messages.</summary>
    public async Task<IReadOnlyList<SinkMessage>> WaitForAsync(int count, TimeSpan? timeout = null)
    {
        await Wait.UntilAsync(
            () => Task.FromResult(Count >= count), timeout ?? TimeSpan.FromSeconds(30), () => $"{count} messages at the sink; there are {Count}");
        return [.. _messages];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    internal void Record(SinkMessage message)
    {
        _messages.Enqueue(message);
        Interlocked.Increment(ref _count);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptSocketAsync();
                Interlocked.Increment(ref _connections);
                socket.NoDelay = true;
                var done = new TaskCompletionSource();
                _sessions[socket] = done.Task;
                var open = _sessions.Count;
                _ = Task.Run(() => ServeAsync(socket, open, done));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The listener was closed.
        }
    }

    private async Task ServeAsync(Socket socket, int open, TaskCompletionSource done)
    {
        try
        {
            await new SinkSession(this, socket).RunAsync(open);
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went away, or the sink was closed.
        }
        finally
        {
            _sessions.TryRemove(socket, out _);
            socket.Dispose();
            done.SetResult();
        }
    }
}

/// <summary>How a <see cref="SmtpSink"/> behaves.</summary>
public sealed record SinkBehaviour
{
    /// <summary>The reply to a recipient, or null for 250.</summary>
    public Func<string, string?> Recipient { get; init; } = _ => null;

    /// <summary>The reply to the end of the content, or null for 250; a message that is refused is not recorded.</summary>
    public Func<SinkMessage, string?> EndOfData { get; init; } = _ => null;

    /// <summary>A wait before each reply to the end of the content.</summary>
    public TimeSpan EndOfDataDelay { get; init; }

    /// <summary>The greeting when so many sessions were open as it came, itself among them; null = 220. Anything else than 220 is followed by the end.</summary>
    public Func<int, string?> Greeting { get; init; } = _ => null;

    /// <summary>A wait before the greeting.</summary>
    public TimeSpan GreetingDelay { get; init; }

    /// <summary>Closes the connection as soon as content comes.</summary>
    public bool CloseInContent { get; init; }

    /// <summary>False = only the size is kept.</summary>
    public bool KeepContent { get; init; } = true;

    /// <summary>What EHLO offers.</summary>
    public IReadOnlyList<string> Extensions { get; init; } = ["PIPELINING", "SIZE 104857600", "8BITMIME", "SMTPUTF8", "DSN", "ENHANCEDSTATUSCODES"];
}

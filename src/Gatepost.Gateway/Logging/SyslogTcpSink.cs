using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatepost.Gateway.Logging;

/// <summary>
/// Lines to syslog over TCP, each with its length in front (RFC 6587 section 3.4.1). While syslog is away the line in hand waits, and those behind it wait in the bounded queue of
/// <see cref="LineLoggerProvider"/>, which counts what it has no room for; mail waits for neither. Once the gateway stops, a syslog that is away is not waited for.
/// </summary>
internal sealed class SyslogTcpSink(IPEndPoint server, SyslogTcpLimits limits) : ILineSink
{
    /// <summary>TCP_USER_TIMEOUT of Linux (tcp(7)).</summary>
    private const int TcpUserTimeout = 18;

    /// <summary>Reads of what a server says, before each line: one that never stops speaking must not keep us from writing.</summary>
    private const int MaxReads = 16;

    private readonly ManualResetEventSlim _ending = new();
    private bool _isGivenUp;
    private Socket? _socket;
    private TimeSpan _pause = limits.FirstPause;

    public void Write(string line)
    {
        // One failure after the end is enough: twenty thousand lines that wait would each try for seconds.
        if (_isGivenUp)
            return;
        var frame = Frame(line);
        while (!TrySend(frame))
        {
            if (_isGivenUp = _ending.Wait(_pause))
                return;
            _pause = TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, limits.LongestPause.Ticks));
        }
        _pause = limits.FirstPause;
    }

    public void Flush()
    {
        // Every line is sent at once.
    }

    public void End() => _ending.Set();

    public void Dispose()
    {
        _socket?.Dispose();
        _ending.Dispose();
    }

    private byte[] Frame(string line)
    {
        var octets = SyslogLine.Cut(Encoding.UTF8.GetBytes(line), limits.LineOctets);
        return [.. Encoding.ASCII.GetBytes(octets.Length.ToString(CultureInfo.InvariantCulture) + " "), .. octets.Span];
    }

    private bool TrySend(byte[] frame)
    {
        try
        {
            // What is sent to a server that has closed would be lost without a word: only the second such line fails.
            if (_socket is not null && IsClosed(_socket))
                Drop();
            _socket ??= Connect();
            for (var sent = 0; sent < frame.Length;)
                sent += _socket.Send(frame, sent, frame.Length - sent, SocketFlags.None);
            return true;
        }
        catch (Exception trouble) when (trouble is SocketException or OperationCanceledException)
        {
            // Half a frame may be out: the next connection begins with the whole one.
            Drop();
            return false;
        }
    }

    private void Drop()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private Socket Connect()
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)limits.Patience.TotalMilliseconds };
        try
        {
            // A server that lost its power says nothing: else the kernel would take lines for it for a quarter of an hour, and nobody would count them.
            socket.SetRawSocketOption((int)SocketOptionLevel.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)limits.Unacknowledged.TotalMilliseconds));
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)limits.Unacknowledged.TotalSeconds);
            using var patience = new CancellationTokenSource(limits.Patience);
            socket.ConnectAsync(server, patience.Token).AsTask().GetAwaiter().GetResult();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>A syslog server says nothing: what can be read is the end of the connection, or words that are of no use to us.</summary>
    private static bool IsClosed(Socket socket)
    {
        Span<byte> words = stackalloc byte[256];
        for (var read = 0; read < MaxReads && socket.Poll(0, SelectMode.SelectRead); read++)
        {
            if (socket.Receive(words) == 0)
                return true;
        }
        return false;
    }
}

/// <summary>Bounds of <see cref="SyslogTcpSink"/>.</summary>
internal sealed record SyslogTcpLimits
{
    /// <summary>RFC 5425 section 4.3.1: receivers should take 8,192 octets. Longer lines are cut.</summary>
    public int LineOctets { get; init; } = 8_192;

    /// <summary>For a connection, and for a server that does not read: with a longer one a stop would wait for it longer too.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What is sent and not acknowledged for so long breaks the connection; a network that only stumbles is back before.</summary>
    public TimeSpan Unacknowledged { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Before the second try; a syslog that is restarted is back within a second.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Pauses double up to it: an hour without syslog costs a connection every half minute.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);
}

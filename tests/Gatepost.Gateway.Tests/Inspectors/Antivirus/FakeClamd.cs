using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Gatepost.Gateway.Tests.Inspectors.Antivirus;

/// <summary>Stands in for a clamd that misbehaves, which the real one cannot be made to; good behaviour is tested with the real one.</summary>
internal sealed class FakeClamd : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<FakeClamd, NetworkStream, Task> _behave;
    private readonly Task _serving;
    private int _connections;

    public FakeClamd(Func<FakeClamd, NetworkStream, Task> behave)
    {
        _behave = behave;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address => $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public int Connections => Volatile.Read(ref _connections);

    public TaskCompletionSource Reached { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Reads the whole stream, then answers.</summary>
    public static FakeClamd Answering(string answer) => new(async (_, stream) =>
    {
        await ReadStreamAsync(stream);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer));
    });

    /// <summary>Takes the stream and never answers; closes every later connection, as a process does that is out of its wits.</summary>
    public static FakeClamd Hanging() => new(async (self, stream) =>
    {
        if (self.Connections > 1)
            return;
        await ReadStreamAsync(stream);
        self.Reached.TrySetResult();
        _ = await stream.ReadAsync(new byte[1], self._stop.Token);
    });

    /// <summary>Takes the stream, does not end with it until the client gives up, and then answers PING.</summary>
    public static FakeClamd Slow() => new(async (self, stream) =>
    {
        if (self.Connections == 1)
        {
            await ReadStreamAsync(stream);
            self.Reached.TrySetResult();
            _ = await stream.ReadAsync(new byte[1], self._stop.Token);
            return;
        }
        await stream.ReadExactlyAsync(new byte["zPING\0".Length], self._stop.Token);
        await stream.WriteAsync("PONG\0"u8.ToArray(), self._stop.Token);
    });

    public static async Task<long> ReadStreamAsync(NetworkStream stream)
    {
        var command = new byte["zINSTREAM\0".Length];
        await stream.ReadExactlyAsync(command);
        Assert.Equal("zINSTREAM\0"u8.ToArray(), command);
        var header = new byte[4];
        for (var total = 0L; ;)
        {
            await stream.ReadExactlyAsync(header);
            var length = BinaryPrimitives.ReadInt32BigEndian(header);
            if (length == 0)
                return total;
            await stream.ReadExactlyAsync(new byte[length]);
            total += length;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await _behave(this, client.GetStream());
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or InvalidOperationException)
        {
            // The test is over, or the client went away, which is what some tests are about.
        }
    }
}

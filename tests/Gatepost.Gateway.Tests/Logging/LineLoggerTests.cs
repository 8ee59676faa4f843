using System.Net.Sockets;
using System.Text;
using Gatepost.Gateway.Logging;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Tests.Logging;

public sealed class LineLoggerTests
{
    [Fact]
    public async Task Whoever_logs_never_waits_and_lost_lines_are_counted()
    {
        using var stuck = new StuckSink();
        var provider = new LineLoggerProvider(stuck, LogLines.ForPeople, TimeProvider.System);
        var logger = provider.CreateLogger("Gatepost.Gateway.Spool.MailSpool");
        for (var i = 0; i < 30_000; i++)
            logger.Log(LogLevel.Information, default, "line", null, static (text, _) => text);
        stuck.Release();
        await provider.DisposeAsync();
        var lost = Assert.Single(stuck.Lines, line => line.Contains("log lines were dropped", StringComparison.Ordinal));
        Assert.Contains($"{30_001 - stuck.Lines.Count} log lines", lost, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Syslog_gets_a_datagram_for_each_line_and_is_found_again_after_its_restart()
    {
        using var folder = new TestFolder("syslog");
        var path = folder["log"];
        using var sink = new SyslogSink(new SyslogTarget(path, null));
        sink.Write("nobody listens yet");
        using (var first = Listen(path))
        {
            sink.Write("<22>1 one");
            sink.Write(new string('ä', 10_000));
            Assert.Equal("<22>1 one", await ReceiveAsync(first));
            Assert.Equal(new string('ä', 4_096), await ReceiveAsync(first));
        }
        File.Delete(path);
        using var second = Listen(path);
        sink.Write("<22>1 two");
        Assert.Equal("<22>1 two", await ReceiveAsync(second));
    }

    private static Socket Listen(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        var octets = new byte[65_536];
        var length = await socket.ReceiveAsync(octets).WaitAsync(TimeSpan.FromSeconds(60));
        return Encoding.UTF8.GetString(octets, 0, length);
    }

    private sealed class StuckSink : ILineSink
    {
        private readonly ManualResetEventSlim _released = new();

        public List<string> Lines { get; } = [];

        public void Release() => _released.Set();

        public void Write(string line)
        {
            _released.Wait();
            Lines.Add(line);
        }

        public void Flush()
        {
            // Nothing waits.
        }

        public void Dispose() => _released.Set();
    }
}

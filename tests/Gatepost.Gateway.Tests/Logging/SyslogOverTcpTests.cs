using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Logging;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Tests.Logging;

/// <summary>Syslog over TCP against a real listener that goes away and comes back.</summary>
public sealed class SyslogOverTcpTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IPEndPoint _server = new(IPAddress.Loopback, Loopback.FreePort());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lines_come_with_their_length_and_wait_while_the_server_is_away()
    {
        var (provider, logger) = Start();
        Write(logger, "before anybody listens");
        using (var first = Listen())
        {
            using var connection = await first.AcceptTcpClientAsync(Token).AsTask().WaitAsync(Patience, Token);
            Assert.Equal("before anybody listens", await ReadAsync(connection));
            Write(logger, "zwölf");
            Assert.Equal("zwölf", await ReadAsync(connection));
            Write(logger, new string('ä', 1_000));
            Assert.Equal(new string('ä', 500), await ReadAsync(connection));
        }
        // Before its end has come to our side a line would go into the dark, as RFC 6587 section 3.4 warns.
        await Wait.UntilAsync(
            () => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Any(one => one.RemoteEndPoint.Equals(_server) && one.State == TcpState.CloseWait), Patience, "the connection is closed");
        for (var line = 0; line < 100; line++)
            Write(logger, $"while it is away {line}");
        using var second = Listen();
        using var again = await second.AcceptTcpClientAsync(Token).AsTask().WaitAsync(Patience, Token);
        for (var line = 0; line < 100; line++)
            Assert.Equal($"while it is away {line}", await ReadAsync(again));
        await provider.DisposeAsync();
        Assert.Equal(0, await again.GetStream().ReadAsync(new byte[1], Token).AsTask().WaitAsync(Patience, Token));
    }

    [Fact]
    public async Task What_the_queue_has_no_room_for_is_counted_and_whoever_logs_never_waits()
    {
        const int Lines = 25_000;
        var (provider, logger) = Start();
        for (var line = 0; line < Lines; line++)
            Write(logger, "x");
        using var listener = Listen();
        using var connection = await listener.AcceptTcpClientAsync(Token).AsTask().WaitAsync(Patience, Token);
        var came = 0;
        string last;
        while ((last = await ReadAsync(connection)) == "x")
            came++;
        Assert.Equal($"{Lines - came} log lines were dropped: whoever reads the log is too slow", last);
        Assert.InRange(came, 20_000, 20_001);
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_server_that_is_away()
    {
        var (provider, logger) = Start(new SyslogTcpLimits { FirstPause = TimeSpan.FromHours(1), LongestPause = TimeSpan.FromHours(1) });
        Write(logger, "nobody hears it");
        Write(logger, "nor this");
        await provider.DisposeAsync().AsTask().WaitAsync(Patience, Token);
    }

    [Fact]
    public async Task A_server_that_never_stops_speaking_gets_its_lines()
    {
        var (provider, logger) = Start();
        using var listener = Listen();
        Write(logger, "first");
        using var connection = await listener.AcceptTcpClientAsync(Token).AsTask().WaitAsync(Patience, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var flood = Task.Run(async () =>
        {
            try
            {
                while (true)
                    await connection.GetStream().WriteAsync(new byte[65_536], stop.Token);
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException)
            {
                // Told to stop, or the sink has closed.
            }
        }, Token);
        Assert.Equal("first", await ReadAsync(connection));
        for (var line = 0; line < 100; line++)
        {
            Write(logger, $"line {line}");
            Assert.Equal($"line {line}", await ReadAsync(connection));
        }
        await stop.CancelAsync();
        await flood;
        await provider.DisposeAsync().AsTask().WaitAsync(Patience, Token);
    }

    /// <summary>A SYN that nobody answers, as from a host without power: each try takes as long as patience lasts, and ten thousand of them would take hours.</summary>
    [Fact]
    public async Task A_stop_gives_up_once_however_many_lines_wait()
    {
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(_server);
        deaf.Listen(0);
        using var room = new FullQueue();
        await room.FillAsync(_server, Token);
        var (provider, logger) = Start(new SyslogTcpLimits { Patience = TimeSpan.FromSeconds(2) });
        for (var line = 0; line < 10_000; line++)
            Write(logger, "nobody hears it");
        await provider.DisposeAsync().AsTask().WaitAsync(Patience, Token);
    }

    [Theory]
    [InlineData("tcp:192.0.2.1:601", true)]
    [InlineData("tcp:[2001:db8::1]:601", true)]
    [InlineData("192.0.2.1:514", false)]
    public void The_settings_name_it(string text, bool isTcp)
    {
        var target = Load(text).Settings!.Logging.Syslog;
        Assert.Equal((isTcp, text), (target.IsTcp, target.ToString()));
    }

    [Theory]
    [InlineData("tcp:*:601")]
    [InlineData("tcp:/dev/log")]
    [InlineData("tcp:")]
    public void What_is_no_address_of_a_server_is_a_mistake(string text) =>
        Assert.Contains("tcp:192.0.2.1:601", Assert.Single(Load(text).Errors).Message, StringComparison.Ordinal);

    private static SettingsResult Load(string text) =>
        GatewaySettingsLoader.Parse($"logging: {{syslog: \"{text}\"}}\n", "gatepost.yaml", "/etc/gatepost", new SettingsPlace("/srv/mail", "gatepost.localhost"));

    private (LineLoggerProvider Provider, ILogger Logger) Start(SyslogTcpLimits? limits = null)
    {
        var quick = new SyslogTcpLimits { LineOctets = 1_001, FirstPause = TimeSpan.FromMilliseconds(10), LongestPause = TimeSpan.FromMilliseconds(50) };
        var provider = new LineLoggerProvider(new SyslogTcpSink(_server, limits ?? quick), one => one.Message, TimeProvider.System);
        return (provider, provider.CreateLogger("Gatepost.Gateway.Spool.MailSpool"));
    }

    private static void Write(ILogger logger, string line) => logger.Log(LogLevel.Information, default, line, null, static (text, _) => text);

    private TcpListener Listen()
    {
        var listener = new TcpListener(_server);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        return listener;
    }

    /// <summary>Connections that fill the queue of a listener which never accepts, so that the next is not answered.</summary>
    private sealed class FullQueue : IDisposable
    {
        private readonly List<Socket> _clients = [];

        public async Task FillAsync(IPEndPoint server, CancellationToken cancellationToken)
        {
            while (_clients.Count < 10)
            {
                var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _clients.Add(client);
                try
                {
                    await client.ConnectAsync(server, cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(1), cancellationToken);
                }
                catch (TimeoutException)
                {
                    return;
                }
            }
            Assert.Fail("a full queue still took connections");
        }

        public void Dispose() => _clients.ForEach(client => client.Dispose());
    }

    /// <summary>MSG-LEN SP SYSLOG-MSG (RFC 6587 section 3.4.1).</summary>
    private static async Task<string> ReadAsync(TcpClient connection)
    {
        var stream = connection.GetStream();
        var length = 0;
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, Token).AsTask().WaitAsync(Patience, Token);
            if (one[0] == ' ')
                break;
            length = (length * 10) + (one[0] - '0');
        }
        var octets = new byte[length];
        await stream.ReadExactlyAsync(octets, Token).AsTask().WaitAsync(Patience, Token);
        return Encoding.UTF8.GetString(octets);
    }
}

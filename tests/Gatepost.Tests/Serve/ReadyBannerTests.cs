using System.Net;
using System.Text;
using Gatepost.Commands.Serve;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Logging;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;
using Gatepost.Hosting;
using Gatepost.Terminal;

namespace Gatepost.Tests.Serve;

public sealed class ReadyBannerTests
{
    private const string Policy =
        """
        gatepost-policy: 1
        internal-domains: [example.org]
        next-hops:
          - to: example.org
            maildir: inbox
          - to: "*"
            mx: true
        """;

    [Fact]
    public void It_says_what_listens_where_mail_goes_and_what_to_try()
    {
        var lines = string.Join('\n', Show(new LoggingSettings()).Split('\n').Where(line => !line.Contains("runs as root", StringComparison.Ordinal)));
        var self = lines.Split('\n').Single(line => line.EndsWith("how the gateway is", StringComparison.Ordinal)).Split(" status ")[0].Trim();
        Assert.Equal(
            """

            Gatepost 1.2.3 serves.

              SMTP      127.0.0.1:2525  (mx)
                        127.0.0.1:10025  (filter)
              Policy    revision 7, 0 rules, mail for example.org
              Mail      to example.org   ->  Maildir /srv/data/inbox
                        to anybody else  ->  the mail servers of their domain (MX)
              Data      /srv/data

            Try, in another terminal:
              SELF samples send --data /srv/data  mail of every kind, good and bad
              SELF log search --data /srv/data    what became of it
              SELF status --data /srv/data        how the gateway is

            Ctrl-C stops it. From here on: the log.


            """.ReplaceLineEndings("\n"),
            lines.Replace(self, "SELF", StringComparison.Ordinal));
    }

    [Fact]
    public void A_log_that_goes_elsewhere_is_not_announced_here() => Assert.EndsWith(
        "Ctrl-C stops it. The log goes to tcp:192.0.2.1:601.\n\n",
        Show(new LoggingSettings { Format = LogFormat.Syslog, Syslog = new SyslogTarget(null, IPEndPoint.Parse("192.0.2.1:601")) { IsTcp = true } }), StringComparison.Ordinal);

    /// <summary>In one write: a line of the log cannot come in between.</summary>
    private static string Show(LoggingSettings logging)
    {
        using var screen = new Screen();
        var io = new CommandIo
        {
            Out = TextWriter.Null, Error = TextWriter.Null, OpenInput = () => Stream.Null, OpenOutput = () => screen, Environment = _ => null, WorkingFolder = "/srv",
        };
        var settings = GatewaySettingsLoader.Defaults(new SettingsPlace("/srv", "mx.example.org")) with
        {
            DataFolder = "/srv/data",
            Logging = logging,
            Listeners =
            [
                new ListenerSettings { Name = "mx", EndPoint = IPEndPoint.Parse("127.0.0.1:2525") }, new ListenerSettings { Name = "filter", EndPoint = IPEndPoint.Parse("127.0.0.1:10025") },
            ],
        };
        ReadyBanner.Write(new GatewayReady(settings, InheritedSockets.None, PolicyCompiler.Compile(Policy, "policy.yaml", revision: 7).Snapshot!, new SpoolRecovery([], 0, [])), "1.2.3", io);
        return Encoding.UTF8.GetString(Assert.Single(screen.Writes));
    }

    private sealed class Screen : MemoryStream
    {
        public List<byte[]> Writes { get; } = [];

        public override void Write(byte[] buffer, int offset, int count) => Writes.Add(buffer.AsSpan(offset, count).ToArray());

        public override void Write(ReadOnlySpan<byte> buffer) => Writes.Add(buffer.ToArray());
    }
}

using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Receiving.Authentication;
using Gatepost.Gateway.Receiving.Connections;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Gateway.Receiving.Reloading;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Tests.Delivery;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.Dns;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Gateway.Tests.Receiving.Direct;

/// <summary>A session of a direct listener, from its client's commands to a real next hop, with the real spool, pipeline and policy.</summary>
internal sealed class DirectBench : IAsyncDisposable
{
    /// <summary>Tags mail for "tagged", refuses viruses, quarantines spam.</summary>
    public const string Rules =
        """
        rules:
          - {name: engine, when: {finding: {category: unscannable}}, then: temporary-failure}
          - {name: viruses, when: {finding: {category: virus}}, then: {reject: It carries a virus}}
          - {name: spam, when: {finding: {category: spam}}, then: {quarantine: default}}
          - name: tags
            route: {to: [tagged@example.org]}
            then: {tag-subject: "[tagged]"}
        """;

    private readonly AcceptanceFixture _fixture;
    private readonly NextHopRelay _relay;
    private readonly SmtpServerHarness _client;

    public DirectBench(int port, QueueSide queue = QueueSide.Before, string clients = "192.0.2.0/24", FindingCategory? finding = null, DeliveryMetrics? metrics = null)
    {
        var fake = new Inspection.FakeInspector("fake", (context, _) =>
        {
            if (finding is { } category)
                context.Report(Inspection.FakeInspector.Finding("TEST", category));
            return Task.CompletedTask;
        });
        _fixture = new AcceptanceFixture(Rules, fake);
        var direct = new DirectSettings(new SpoolNextHop("127.0.0.1", port), queue, [IPNetwork.Parse(clients)]);
        var listener = new ListenerSettings { Name = "filter", EndPoint = new IPEndPoint(IPAddress.Loopback, 10_025), Direct = direct };
        var dns = new FakeDnsResolver();
        var limits = new DeliveryLimits();
        var resolver = new NextHopResolver(dns, new MxResolver(dns, "gw.test", limits, new Random(1)), limits, new Random(1));
        var connector = new DirectConnector(resolver, _fixture.Settings, new DirectLimits(), new SevenBitRoom(_fixture.Disk, limits), _fixture.Failpoints, _fixture.Time, metrics);
        var services = new ReceivingServices(
            _fixture.Settings, _fixture.Policy, _fixture.Spool, _fixture.Gate, Authenticator(_fixture.Time), _fixture.Acceptance, _fixture.Log, new RefusalBudget(new RefusalLimits(), _fixture.Time),
            connector, _fixture.Failpoints, _fixture.Time, NullLogger<ReceivingServices>.Instance);
        _relay = new NextHopRelay(connector, direct.NextHop);
        var receiving = new ReceivingSession(listener, services, new ConnectionSeat(new ConnectionLimiter(10, 10), IPAddress.Loopback), isClientKnown: true, _relay);
        _client = new SmtpServerHarness(other: new DirectSession(receiving, direct, _relay, isClientKnown: true), isTrustedServer: true);
    }

    private static Authenticator Authenticator(TimeProvider time) => new(
        new ReloadedFiles<AccountList>("accounts", [], AccountList.Empty, () => Loaded<AccountList>.Of(AccountList.Empty), NullLogger.Instance),
        new AuthenticationLimits(), time, iterations: 1);

    public RecordingLog Log => _fixture.Log;

    public MailSpool Spool => _fixture.Spool;

    public HookedFailpoints Failpoints => _fixture.Failpoints;

    /// <summary>Files that were never committed, and committed ones.</summary>
    public int Files => _fixture.Disk.Names("spool/incoming").Count + _fixture.Disk.Names("spool/queue").Count;

    public Task<string?> GreetingAsync() => _client.ReplyAsync();

    public Task<string?> AskAsync(string line) => _client.AskAsync(line);

    /// <summary>Greets and opens a transaction; the answers to the RCPTs.</summary>
    public async Task<List<string?>> OpenAsync(params string[] recipients)
    {
        await _client.ReplyAsync();
        await _client.AskAsync("EHLO mail.example.org");
        return await EnvelopeAsync(recipients);
    }

    /// <summary>MAIL and RCPTs; the answer to MAIL when that is refused.</summary>
    public async Task<List<string?>> EnvelopeAsync(params string[] recipients)
    {
        var mail = await _client.AskAsync("MAIL FROM:<a@example.net>");
        if (mail?.StartsWith("250", StringComparison.Ordinal) != true)
            return [mail];
        var answers = new List<string?>();
        foreach (var recipient in recipients)
            answers.Add(await _client.AskAsync($"RCPT TO:<{recipient}>"));
        return answers;
    }

    /// <summary>DATA; the answer to the content.</summary>
    public async Task<string?> ContentAsync(string content)
    {
        Assert.StartsWith("354", await _client.AskAsync("DATA"), StringComparison.Ordinal);
        return await _client.AskAsync(content + ".");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _relay.DisposeAsync();
    }
}

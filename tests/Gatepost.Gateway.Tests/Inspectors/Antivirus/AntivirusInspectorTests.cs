using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors.Antivirus;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Tests.Inspection;
using Gatepost.Testing.Messages;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Inspectors.Antivirus;

public sealed class AntivirusInspectorTests
{
    private const string Nobody = "127.0.0.1:1";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly AntivirusInspector _inspector;

    public AntivirusInspectorTests() => _inspector = new AntivirusInspector(_time, NullLogger<AntivirusInspector>.Instance);

    [Theory]
    [InlineData("stream: Win.Test.A FOUND\0", FindingCategory.Virus, "Win.Test.A")]
    [InlineData("stream: Heuristics.Encrypted.Zip FOUND\0", FindingCategory.Encrypted, "Heuristics.Encrypted.Zip")]
    [InlineData("stream: Heuristics.Limits.Exceeded.MaxScanTime FOUND\0", FindingCategory.Unscannable, "Heuristics.Limits.Exceeded.MaxScanTime")]
    [InlineData("INSTREAM size limit exceeded. ERROR\0", FindingCategory.Unscannable, UnscannableNames.LimitReached)]
    [InlineData("stream: Heuristics.Phishing.Email FOUND\0", FindingCategory.Phishing, "Heuristics.Phishing.Email")]
    [InlineData("stream: OK FOUND\0", FindingCategory.Virus, "OK")]
    public async Task What_clamd_says_becomes_a_finding(string answer, FindingCategory category, string name)
    {
        await using var clamd = FakeClamd.Answering(answer);
        var finding = Assert.Single(await ScanAsync(clamd.Address));
        Assert.Equal((category, name), (finding.Category, finding.Name));
    }

    [Fact]
    public async Task Clean_is_said_by_silence_and_only_by_ok()
    {
        await using var clamd = FakeClamd.Answering("stream: OK\0");
        Assert.Empty(await ScanAsync(clamd.Address));
    }

    [Theory]
    [InlineData("")]
    [InlineData("stream: ")]
    [InlineData("stream: OK")]
    [InlineData("HTTP/1.1 200 OK\r\n\0")]
    [InlineData("stream: okay\0")]
    [InlineData("stream: Can't allocate memory ERROR\0")]
    public async Task An_answer_that_is_not_understood_is_never_clean(string answer)
    {
        await using var clamd = FakeClamd.Answering(answer);
        Assert.Equal(UnscannableNames.EngineDown, Assert.Single(await ScanAsync(clamd.Address)).Name);
    }

    [Fact]
    public async Task An_answer_without_end_is_cut_off()
    {
        await using var clamd = new FakeClamd(async (_, stream) =>
        {
            await FakeClamd.ReadStreamAsync(stream);
            while (true)
                await stream.WriteAsync(new byte[8_192].Select(_ => (byte)'A').ToArray());
        });
        Assert.Equal(UnscannableNames.EngineDown, Assert.Single(await ScanAsync(clamd.Address)).Name);
    }

    [Fact]
    public async Task The_next_server_is_asked_when_one_is_down_or_closes()
    {
        await using var closing = new FakeClamd((_, _) => Task.CompletedTask);
        await using var good = FakeClamd.Answering("stream: Win.Test.A FOUND\0");
        Assert.Equal("Win.Test.A", Assert.Single(await ScanAsync(Nobody, closing.Address, good.Address)).Name);
        await ScanAsync(Nobody, closing.Address, good.Address);
        Assert.Equal(1, closing.Connections);
    }

    [Fact]
    public async Task A_server_that_failed_is_asked_again_after_its_pause()
    {
        await using var closing = new FakeClamd((_, _) => Task.CompletedTask);
        await using var good = FakeClamd.Answering("stream: OK\0");
        await ScanAsync(closing.Address, good.Address);
        _time.Advance(TimeSpan.FromSeconds(31));
        await ScanAsync(closing.Address, good.Address);
        Assert.Equal(2, closing.Connections);
    }

    [Fact]
    public async Task A_server_that_hangs_costs_its_share_of_the_time_out_and_then_nothing()
    {
        await using var hanging = FakeClamd.Hanging();
        var scan = ScanAsync(hanging.Address);
        await hanging.Reached.Task;
        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(UnscannableNames.EngineDown, Assert.Single(await scan).Name);
        var asked = hanging.Connections;
        Assert.Equal(UnscannableNames.EngineDown, Assert.Single(await ScanAsync(hanging.Address)).Name);
        Assert.Equal(asked, hanging.Connections);
    }

    [Fact]
    public async Task A_message_that_takes_too_long_is_unscannable_and_the_server_goes_on_with_others()
    {
        await using var slow = FakeClamd.Slow();
        var scan = ScanAsync(slow.Address);
        await slow.Reached.Task;
        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal(UnscannableNames.TimedOut, Assert.Single(await scan).Name);
        Assert.Equal(2, slow.Connections);
        Assert.NotEmpty(await ScanAsync(slow.Address));
        Assert.Equal(3, slow.Connections);
    }

    [Fact]
    public async Task Nobody_there_is_engine_down_and_names_the_servers()
    {
        var finding = Assert.Single(await ScanAsync(Nobody));
        Assert.Equal((FindingCategory.Unscannable, UnscannableNames.EngineDown), (finding.Category, finding.Name));
        Assert.Contains(Nobody, finding.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_above_the_limit_is_not_sent_and_not_clean()
    {
        await using var clamd = FakeClamd.Answering("stream: OK\0");
        var fixture = Fixture(clamd.Address, maxOctets: 10);
        Assert.Equal(UnscannableNames.LimitReached, Assert.Single((await fixture.InspectAsync(TestMessage.Plain("hello"))).Findings).Name);
        Assert.Equal(0, clamd.Connections);
    }

    [Fact]
    public async Task Without_servers_it_does_not_run() => Assert.Empty((await Fixture([], 100).InspectAsync(TestMessage.Plain("x"))).Runs.Where(r => r.Inspector == "antivirus"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_real_clamd_finds_our_test_signature_and_passes_what_is_clean(bool unixSocket)
    {
        await using var clamd = await ClamdServer.StartAsync();
        var server = unixSocket ? $"unix:{clamd.SocketPath}" : clamd.Address;
        var zip = TestMessage.Mixed(TestMessage.Attachment("a.zip", TestMessage.Zip(("eicar.com", System.Text.Encoding.ASCII.GetBytes(TestMessage.Eicar)))));
        var finding = Assert.Single((await Fixture(server).InspectAsync(zip)).Findings);
        Assert.StartsWith(ClamdServer.EicarSignature, finding.Name, StringComparison.Ordinal);
        Assert.Equal(FindingCategory.Virus, finding.Category);
        Assert.Empty((await Fixture(server).InspectAsync(TestMessage.Plain("nothing bad"))).Findings);
    }

    [Theory]
    [InlineData("unix:/run/clamav/clamd.ctl", true)]
    [InlineData("127.0.0.1:3310", true)]
    [InlineData("[::1]:3310", true)]
    [InlineData("clamd.example:3310", true)]
    [InlineData("unix:", false)]
    [InlineData("unix:clamd.ctl", false)]
    [InlineData("2001:db8::1:3310", false)]
    [InlineData("clamd example:3310", false)]
    [InlineData("clamd.example", false)]
    [InlineData("clamd.example:0", false)]
    [InlineData(":3310", false)]
    public void Addresses_are_read(string text, bool good) => Assert.Equal(good, ClamdAddress.TryParse(text, out _));

    private async Task<IReadOnlyList<Finding>> ScanAsync(params string[] servers) => (await Fixture(servers).InspectAsync(TestMessage.Plain("hello"))).Findings;

    private InspectionFixture Fixture(string server, long maxOctets = 1_000_000) => Fixture([server], maxOctets);

    private InspectionFixture Fixture(string[] servers, long maxOctets = 1_000_000) => new(_inspector)
    {
        Antivirus = new AntivirusSettings { Servers = [.. servers], MaxOctets = maxOctets },
    };
}

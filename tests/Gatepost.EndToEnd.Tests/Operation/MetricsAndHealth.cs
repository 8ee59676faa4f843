using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Operation;

/// <summary>The pages that Prometheus and load balancers read, of the real binary, and what packaging/ builds on them.</summary>
public sealed partial class MetricsAndHealth(WatchedGateway watched) : IClassFixture<WatchedGateway>
{
    private readonly HttpClient _http = watched.Http;
    private readonly int _metrics = watched.MetricsPort;

    [Fact]
    public async Task Every_metric_of_the_dashboard_and_the_alerts_is_in_a_scrape()
    {
        var named = Names(Packaged("grafana/gatepost.json")).Concat(Names(Packaged("prometheus/gatepost-alerts.yaml"))).Distinct().ToArray();
        Assert.True(named.Length > 35, string.Join(' ', named));
        string[] missing = [];
        // Some are counted a moment after the client has its answer, and the page is the same for a second.
        await Wait.UntilAsync(
            async () =>
            {
                var scrape = await PageAsync("metrics");
                missing = [.. named.Where(name => !Regex.IsMatch(scrape, $@"(?m)^{name}[{{ ]"))];
                return missing.Length == 0;
            },
            TimeSpan.FromSeconds(60),
            () => "in no scrape: " + string.Join(' ', missing));
    }

    [Fact]
    public async Task What_was_done_is_counted_and_no_label_tells_who_did_it()
    {
        var scrape = "";
        await Wait.UntilAsync(
            async () => (scrape = await PageAsync("metrics")).Contains("gatepost_delivery_attempts_total{result=\"delivered\"} 1", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => scrape);
        Assert.Contains("gatepost_receiving_messages_total{listener=\"mx\",result=\"accepted\"} 1", scrape, StringComparison.Ordinal);
        Assert.Contains("gatepost_receiving_messages_total{listener=\"mx\",result=\"refused\"} 1", scrape, StringComparison.Ordinal);
        Assert.Contains("gatepost_receiving_refusals_total{command=\"RCPT\",listener=\"mx\",reply=\"550 5.7.1\"} 1", scrape, StringComparison.Ordinal);
        Assert.Contains("gatepost_policy_dispositions_total{disposition=\"reject\"} 1", scrape, StringComparison.Ordinal);
        Assert.Matches("gatepost_inspection_findings_total\\{category=\"virus\",inspector=\"[a-z-]+\"\\} 1", scrape);
        Assert.Contains("gatepost_receiving_accept_duration_seconds_bucket{listener=\"mx\",result=\"accepted\",le=\"0.0025\"}", scrape, StringComparison.Ordinal);
        foreach (var secret in new[] { "sender.example", "example.org", "elsewhere.example", "127.0.0.1" })
            Assert.DoesNotContain(secret, scrape, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_told_and_nothing_else_is_served_there()
    {
        Assert.Equal("live", Json(await PageAsync("health/live")).GetProperty("status").GetString());
        var ready = Json(await PageAsync("health/ready"));
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal(["listeners", "policy", "spool", "room"], ready.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!));
        foreach (var other in new[] { "", "api/v1/status", "health", "metrics/../api/v1/status" })
            Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync(new Uri($"http://127.0.0.1:{_metrics}/{other}"))).StatusCode);
    }

    [Fact]
    public async Task A_gateway_that_is_short_of_room_is_live_but_not_ready()
    {
        var port = Loopback.FreePort();
        await using var full = await GatepostProcess.StartAsync(
            new GatepostOptions { Policy = TestPolicies.Guarded(25), Metrics = $"127.0.0.1:{port}", MinimumFree = "1000TB" });
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/live"))).StatusCode);
        using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var checks = Json(await answer.Content.ReadAsStringAsync()).GetProperty("checks").EnumerateArray().ToArray();
        Assert.Equal(["spool", "room"], checks.Where(check => !check.GetProperty("ok").GetBoolean()).Select(check => check.GetProperty("name").GetString()!));
        Assert.Contains("no mail is taken below", checks[^1].GetProperty("trouble").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_alert_rules_pass_the_check_of_prometheus() => PromtoolSays("check", "rules");

    private static void PromtoolSays(params string[] arguments)
    {
        var promtool = Requirement.Command("promtool", "prometheus");
        var checkedRules = ChildProcess.RunAsync(promtool, [.. arguments, Packaging("prometheus/gatepost-alerts.yaml")]).GetAwaiter().GetResult();
        Assert.True(checkedRules.ExitCode == 0, checkedRules.Both);
        Assert.Contains("SUCCESS", checkedRules.Output, StringComparison.Ordinal);
    }

    private async Task<string> PageAsync(string path) => await _http.GetStringAsync(new Uri($"http://127.0.0.1:{_metrics}/{path}"));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static string Packaging(string file) => Path.Combine(Requirement.RepositoryRoot(), "packaging", file);

    private static string Packaged(string file) => File.ReadAllText(Packaging(file));

    private static IEnumerable<string> Names(string text) => MetricNames().Matches(text).Select(name => name.Value);

    [GeneratedRegex(@"\b(gatepost|process|dotnet)_[a-z0-9_]+(?=[\[{\s)])")]
    private static partial Regex MetricNames();
}

/// <summary>A gateway that has delivered one message, refused another, and refused one recipient that is not its own.</summary>
public sealed class WatchedGateway : IAsyncLifetime
{
    private readonly SmtpSink _sink = SmtpSink.Start();
    private GatepostProcess _gatepost = null!;

    public HttpClient Http { get; } = new();

    public int MetricsPort { get; } = Loopback.FreePort();

    public async ValueTask InitializeAsync()
    {
        _gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(_sink.Port), Metrics = $"127.0.0.1:{MetricsPort}" });
        await SendAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gatepost.DisposeAsync();
        await _sink.DisposeAsync();
        Http.Dispose();
    }

    private async Task SendAsync()
    {
        Assert.Equal(0, (await PythonSmtplib.SendAsync(_gatepost.Port, "a@sender.example", "user@example.org", TestMail.WithAttachment("Clean", "a.txt", "Text."u8.ToArray()), tls: false)).ExitCode);
        Assert.Equal(1, (await PythonSmtplib.SendAsync(_gatepost.Port, "a@sender.example", "user@example.org", TestMail.WithEicar("Virus"), tls: false)).ExitCode);
        await using var client = await TestSmtpClient.ConnectAsync(_gatepost.Port);
        await client.CommandAsync("EHLO client.example");
        await client.CommandAsync("MAIL FROM:<a@sender.example>");
        Assert.Equal(550, (await client.CommandAsync("RCPT TO:<somebody@elsewhere.example>")).Code);
    }
}

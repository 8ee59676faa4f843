using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Storage;

/// <summary>
/// The real binary on a real PostgreSQL: an installation moves there from SQLite, mail flows while the server is away, a start without it uses the last good policy,
/// and a policy that one node applies is in force on the other.
/// </summary>
public sealed class TheDatabaseIsPostgreSql
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Mail_flows_while_it_is_away_and_the_log_catches_up()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        await using var sink = SmtpSink.Start();
        await using var gatepost = await StartAsync(await OptionsAsync(database, sink.Port));
        var before = await SendAsync(gatepost, "before");
        await Wait.UntilAsync(async () => (await gatepost.CommandAsync("log", "search", "--subject", "before", "--json")).Output.Contains(before, StringComparison.Ordinal), Patience, () => gatepost.Log);

        await database.StopAsync();
        await SendAsync(gatepost, "away");
        await sink.WaitForAsync(2, Patience);
        await gatepost.KillAsync();
        await gatepost.StartAsync();
        var late = await SendAsync(gatepost, "started without");
        await sink.WaitForAsync(3, Patience);

        await database.RestartAsync();
        await Wait.UntilAsync(async () => (await gatepost.CommandAsync("log", "search", "--status", "delivered", "--json")).Output.Split('\n').Count(line => line.Contains("\"mail_id\"", StringComparison.Ordinal)) == 3,
            Patience, () => gatepost.Log);
        Assert.Contains("started without", (await gatepost.CommandAsync("explain", late)).Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Password, gatepost.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_node_applies_is_in_force_on_the_other()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        await using var sink = SmtpSink.Start();
        var options = await OptionsAsync(database, sink.Port);
        await using var first = await StartAsync(options);
        await using var second = await StartAsync(options);
        await first.ApplyPolicyAsync(TestPolicies.DeliverAll(sink.Port, ("other.example", sink.Port)));
        await Wait.UntilAsync(async () => (await second.CommandAsync("config", "export")).Output.Contains("other.example", StringComparison.Ordinal), Patience, () => second.Log);
    }

    [Fact]
    public async Task An_installation_on_SQLite_moves_there_whole()
    {
        await using var database = await PostgreSqlServer.StartAsync();
        await using var sink = SmtpSink.Start();
        await using var gatepost = await StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port) });
        await SendAsync(gatepost, "clean");
        await SendAsync(gatepost, "spam", TestMail.Gtube);
        await Books.SettledAsync(gatepost, 2);
        await gatepost.TerminateAsync();
        using var folder = new TestFolder("move");
        var settings = folder.Write("gatepost.yaml", $"hostname: gw.example.net\ndata: {gatepost.DataFolder}\n{Settings(database, await database.CreateDatabaseAsync())}");

        var waiting = await gatepost.CommandAsync("db", "status", "--config", settings);
        Assert.Equal(1, waiting.ExitCode);
        Assert.Contains("gatepost db migrate", waiting.Output, StringComparison.Ordinal);
        var copied = await gatepost.CommandAsync("db", "copy", "--config", settings, "--json");
        Assert.Equal((0, ""), (copied.ExitCode, copied.ExitCode == 0 ? "" : copied.Both));
        Assert.Contains("{\"what\":\"recipients of the log\",\"source\":2,\"target\":2}", copied.Output, StringComparison.Ordinal);
        Assert.Contains("{\"what\":\"rows of the quarantine\",\"source\":1,\"target\":1}", copied.Output, StringComparison.Ordinal);
        var status = await gatepost.CommandAsync("db", "status", "--config", settings);
        Assert.Equal((0, ""), (status.ExitCode, status.ExitCode == 0 ? "" : status.Both));
        Assert.Contains("The schema is up to date.", status.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing to do", (await gatepost.CommandAsync("db", "migrate", "--config", settings)).Output, StringComparison.Ordinal);
    }

    /// <summary>An empty database is filled in its own time on a busy machine; until then senders are asked to come back.</summary>
    private static async Task<GatepostProcess> StartAsync(GatepostOptions options)
    {
        var gatepost = await GatepostProcess.StartAsync(options);
        await Wait.UntilAsync(async () => (await gatepost.CommandAsync("config", "export")).Output.Contains("gatepost-policy", StringComparison.Ordinal), Patience, () => gatepost.Log);
        return gatepost;
    }

    private static async Task<GatepostOptions> OptionsAsync(PostgreSqlServer database, int sinkPort) =>
        new() { Policy = TestPolicies.DeliverAll(sinkPort), Settings = Settings(database, await database.CreateDatabaseAsync()) };

    private static string Settings(PostgreSqlServer database, string name) =>
        $"""
         database:
           postgresql:
             host: 127.0.0.1
             port: {database.Port}
             database: {name}
             user: {PostgreSqlServer.User}
             password-file: {database.PasswordFile}
             tls: off

         """;

    private static async Task<string> SendAsync(GatepostProcess gatepost, string subject, string text = "Hello.")
    {
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO client.example");
        var content = $"From: <sender@sender.example>\r\nTo: <user@example.org>\r\nSubject: {subject}\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n\r\n{text}\r\n";
        var answer = await client.SendAsync("sender@sender.example", ["user@example.org"], MailText.ForTheWire(System.Text.Encoding.ASCII.GetBytes(content)));
        Assert.True(answer.Code == 250, $"{answer}\n{gatepost.Log}");
        return Answers.Id(answer.Text);
    }
}

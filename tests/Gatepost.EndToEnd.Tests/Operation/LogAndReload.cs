using System.Text.Json;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Operation;

/// <summary>What the real binary writes to its log, and what a reload changes.</summary>
public sealed class LogAndReload
{
    private const string Secret = "c2VjcmV0LXBhc3N3b3Jk";

    [Fact]
    public async Task The_log_tells_each_step_of_a_message_under_one_id_and_no_content_and_no_secret()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port), Settings = "logging: {format: json, level: debug}" });
        var content = MailText.ForTheWire("Subject: inside\r\n\r\nThe-words-of-the-body\r\n"u8);
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO \u001b[31mevil.example");
        await client.CommandAsync("EHLO client.example");
        await client.CommandAsync("AUTH PLAIN " + Secret);
        var accepted = await client.SendAsync("a@sender.example", ["user@example.org"], content);
        Assert.Equal(250, accepted.Code);
        var id = Answers.Id(accepted.Text);
        await Wait.UntilAsync(() => Events(gatepost, id).Contains("Attempted"), TimeSpan.FromSeconds(60), "the delivery is in the log");
        await gatepost.TerminateAsync();

        Assert.Equal(["Accepted", "Attempted"], Events(gatepost, id));
        var lines = Lines(gatepost);
        var session = lines.Single(line => Text(line, "event") == "Accepted").GetProperty("session_id").GetString();
        string[] steps = [.. lines.Where(line => Text(line, "session_id") == session).Select(line => Text(line, "event")!)];
        Assert.Equal("SessionBegins", steps[0]);
        Assert.Contains("CommandRefused", steps);
        Assert.Contains("Accepted", steps);
        Assert.Contains(lines, line => Text(line, "event") == "Serves");
        Assert.Equal("Stopped", Text(lines[^1], "event"));
        foreach (var secret in new[] { Secret, "The-words-of-the-body", "inside", "\u001b" })
            Assert.DoesNotContain(secret, gatepost.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_puts_levels_in_force_names_what_needs_a_restart_and_survives_mistakes()
    {
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(25) });
        var settings = await File.ReadAllTextAsync(gatepost.SettingsFile);

        await File.WriteAllTextAsync(gatepost.SettingsFile, settings + "logging: {areas: {receiving: debug}}\ndrain-time: 7s\n");
        gatepost.Signal(Signals.HangUp);
        await SaysAsync(gatepost, "was read again: logging.areas.receiving");
        await SaysAsync(gatepost, "in force after a restart only: drain-time");
        await (await TestSmtpClient.ConnectAsync(gatepost.Port)).DisposeAsync();
        await SaysAsync(gatepost, "] begins at mx");

        await File.WriteAllTextAsync(gatepost.SettingsFile, settings + "logging: {level: loud}\n");
        gatepost.Signal(Signals.HangUp);
        await SaysAsync(gatepost, "logging.level: found \"loud\"");
        var refused = await gatepost.CommandAsync("reload");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("nothing was changed", refused.Error, StringComparison.Ordinal);
        refused = await gatepost.ReloadBySettingsAsync();
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("logging.level: found \"loud\"", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", refused.Error, StringComparison.Ordinal);

        await File.WriteAllTextAsync(gatepost.SettingsFile, settings + "logging: {areas: {receiving: debug, delivery: debug}}\n");
        var added = await gatepost.ReloadBySettingsAsync();
        Assert.Equal((0, "In force: logging.areas.delivery\n"), (added.ExitCode, added.Output));
        await File.WriteAllTextAsync(gatepost.SettingsFile, settings + "logging: {areas: {receiving: debug}}\n");
        Assert.Equal(0, (await gatepost.CommandAsync("reload")).ExitCode);

        await File.WriteAllTextAsync(gatepost.SettingsFile, settings);
        var taken = await gatepost.CommandAsync("reload");
        Assert.Equal((0, "In force: logging.areas.receiving\n"), (taken.ExitCode, taken.Output));
        Assert.False(gatepost.HasExited);
    }

    private static Task SaysAsync(GatepostProcess gatepost, string words) => Wait.UntilAsync(
        () => Task.FromResult(gatepost.Log.Contains(words, StringComparison.Ordinal)), TimeSpan.FromSeconds(60), () => $"the log says \"{words}\":\n{gatepost.Log}");

    private static string[] Events(GatepostProcess gatepost, string id) =>
        [.. Lines(gatepost).Where(line => Text(line, "mail_id") == id && Text(line, "level") == "information").Select(line => Text(line, "event")!)];

    private static JsonElement[] Lines(GatepostProcess gatepost) =>
        [.. gatepost.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

    private static string? Text(JsonElement line, string key) => line.TryGetProperty(key, out var value) ? value.GetString() : null;
}

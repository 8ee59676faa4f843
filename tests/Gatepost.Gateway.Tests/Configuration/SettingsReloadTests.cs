using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Gateway.Logging;
using Gatepost.Testing.Servers;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Tests.Configuration;

public sealed class SettingsReloadTests : IDisposable
{
    private readonly TestFolder _folder = new("reload");
    private readonly LogLevels _levels = new(new LoggingSettings());
    private readonly RecordingLogger<SettingsReload> _log = new();

    [Fact]
    public void A_level_is_in_force_at_once_and_any_other_key_is_named()
    {
        var reload = Start("hostname: a.example.org\nlisteners: [{name: mx, address: \"127.0.0.1:25\"}]\n");
        Write("hostname: b.example.org\nlisteners: [{name: mx, address: \"127.0.0.1:26\", limits: {recipients: 200}}]\nlogging: {level: debug}\n");

        var outcome = reload.Reload();

        Assert.Empty(outcome.Mistakes);
        Assert.Equal(["logging.level"], outcome.Applied);
        Assert.Equal(["hostname", "listeners[0].address", "listeners[0].limits.recipients"], outcome.NeedRestart);
        Assert.True(_levels.IsEnabled("Gatepost.Gateway.Spool.X", LogLevel.Debug));
        Assert.Contains(_log.Entries, entry => entry.Level == LogLevel.Warning && entry.Text.Contains("listeners[0].address", StringComparison.Ordinal));
    }

    [Fact]
    public void What_needs_a_restart_is_said_each_time_and_what_is_in_force_once()
    {
        var reload = Start("log-days: 30\n");
        Write("log-days: 31\nlogging: {areas: {spool: debug}}\n");
        Assert.Equal(["logging.areas.spool"], reload.Reload().Applied);
        var second = reload.Reload();
        Assert.Empty(second.Applied);
        Assert.Equal(["log-days"], second.NeedRestart);
        Write("log-days: 30\n");
        var third = reload.Reload();
        Assert.Empty(third.NeedRestart);
        Assert.Equal(["logging.areas.spool"], third.Applied);
        Assert.False(_levels.IsEnabled("Gatepost.Gateway.Spool.X", LogLevel.Debug));
    }

    [Theory]
    [InlineData("logging: {level: debug, colour: red}\nhostname: 1\n", 2)]
    [InlineData("logging: [\n", 1)]
    public void A_file_with_mistakes_changes_nothing_and_each_mistake_is_told(string text, int mistakes)
    {
        var reload = Start("");
        Write(text);
        var outcome = reload.Reload();
        Assert.Equal(mistakes, outcome.Mistakes.Length);
        Assert.All(outcome.Mistakes, mistake => Assert.StartsWith(_folder["gatepost.yaml"] + ":", mistake, StringComparison.Ordinal));
        Assert.Equal(mistakes + 1, _log.Entries.Count(entry => entry.Level == LogLevel.Error));
        Assert.False(_levels.IsEnabled("Gatepost.Gateway.Spool.X", LogLevel.Debug));
    }

    [Fact]
    public void A_file_that_is_gone_changes_nothing()
    {
        var reload = Start("");
        File.Delete(_folder["gatepost.yaml"]);
        Assert.Contains("there is no such file", Assert.Single(reload.Reload().Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_setting_that_cannot_be_put_in_force_keeps_all_others_back()
    {
        Write("");
        var reload = new SettingsReload(new SettingsFile(_folder["gatepost.yaml"], SettingsPlace.Current()), [new LiveLogLevels(_levels), new Unwilling()], _log);
        Write("logging: {level: debug}\n");
        Assert.Equal(["it cannot be"], reload.Reload().Mistakes);
        Assert.False(_levels.IsEnabled("Gatepost.Gateway.Spool.X", LogLevel.Debug));
    }

    [Fact]
    public void What_stays_as_it_was_is_told_and_the_rest_is_in_force()
    {
        Write("");
        var reload = new SettingsReload(new SettingsFile(_folder["gatepost.yaml"], SettingsPlace.Current()), [new BrokenFile(), new LiveLogLevels(_levels)], _log);
        Write("logging: {level: debug}\n");
        var outcome = reload.Reload();
        Assert.True(outcome.IsTaken);
        Assert.Equal(["its file is broken"], outcome.Mistakes);
        Assert.Equal(["logging.level"], outcome.Applied);
        Assert.Contains(_log.Entries, entry => entry is { Level: LogLevel.Error, Text: "its file is broken" });
    }

    public void Dispose() => _folder.Dispose();

    private SettingsReload Start(string text)
    {
        Write(text);
        return new SettingsReload(new SettingsFile(_folder["gatepost.yaml"], SettingsPlace.Current()), [new LiveLogLevels(_levels)], _log);
    }

    private void Write(string text) => _folder.Write("gatepost.yaml", text);

    private sealed class BrokenFile : ILiveSetting
    {
        public System.Collections.Immutable.ImmutableArray<string> Keys => [];

        public string? Check(GatewaySettings settings) => null;

        public IEnumerable<string> Apply(GatewaySettings settings) => ["its file is broken"];
    }

    private sealed class Unwilling : ILiveSetting
    {
        public System.Collections.Immutable.ImmutableArray<string> Keys => ["tls"];

        public string? Check(GatewaySettings settings) => "it cannot be";

        public IEnumerable<string> Apply(GatewaySettings settings) => throw new InvalidOperationException("It was not asked.");
    }
}

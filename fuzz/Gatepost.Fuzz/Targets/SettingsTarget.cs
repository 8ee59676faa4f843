using System.Text;
using Gatepost.Gateway.Configuration;

namespace Gatepost.Fuzz.Targets;

/// <summary>The settings file: settings that can start a process, or mistakes with a place and one line of words.</summary>
internal sealed class SettingsTarget : IFuzzTarget
{
    private static readonly SettingsPlace Place = new("/srv/gatepost", "mx.example.org");

    public string Name => "settings-yaml";

    public string Summary => "gatepost.yaml; settings that can start a process, or mistakes with a place and one line";

    public IReadOnlyList<string> Words { get; } =
    [
        "host-name: ", "data-folder: ", "listeners:\n", "  - name: ", "address: ", "127.0.0.1:2525", "[::1]:25", "relay-networks: ", "[192.0.2.0/24]", "limits: ", "message-size: ", "10 MB", "tls: ", "inspection-budget: ", "30s", "drain-time: ", "dns-servers: ", "log-days: ",
        "minimum-free: ", "log-level: ", "log-format: json", "99999999999999999999", "-1", "\"\\u0085\"", "\"", "[", "]", "{", "}", ": ", "- ", "\n", "\t", "&a ", "*a", "\0", "\u00c3\u00bc",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var result = GatewaySettingsLoader.Parse(Encoding.UTF8.GetString(input), "gatepost.yaml", "/etc/gatepost", Place);
        YamlChecks.Mistakes(result.Errors, result.Settings is not null);
        if (result.Settings is not { } settings)
            return;
        Expect.That(settings.HostName.Length > 0 && !settings.HostName.Any(c => char.IsControl(c) || c == ' '), $"a host name that no greeting can hold: {settings.HostName}");
        Expect.That(Path.IsPathRooted(settings.DataFolder), $"a data folder without a place: {settings.DataFolder}");
        Expect.That(settings.Listeners.Length > 0 && settings.Listeners.Select(listener => listener.Name).Distinct().Count() == settings.Listeners.Length, "no listener, or two of one name");
        Expect.That(settings.InspectionBudget > TimeSpan.Zero && settings.DrainTime >= TimeSpan.Zero && settings.LogDays > 0, "a time that no clock can wait for");
        Expect.That(settings.Listeners.All(listener => listener.Limits.MessageOctets > 0 && listener.Limits.Recipients > 0), "a listener that takes nothing");
    }
}

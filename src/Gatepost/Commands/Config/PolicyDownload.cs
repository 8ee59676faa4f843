using System.CommandLine;
using System.Globalization;
using System.Text;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;

namespace Gatepost.Commands.Config;

/// <summary>A revision's text from the running gateway.</summary>
internal static class PolicyDownload
{
    public static Option<long?> Revision() => new("--revision") { Description = "An older revision, by number. Default: the one in force.", HelpName = "N" };

    /// <summary>The YAML, or null with the exit code after a complaint.</summary>
    public static async Task<(string? Yaml, int ExitCode)> GetAsync(AdminCall call, ParseResult parsed, long? revision, CancellationToken cancellationToken)
    {
        using var client = call.Open(parsed);
        using var yaml = new MemoryStream();
        var route = Route.With("config", ("revision", revision?.ToString(CultureInfo.InvariantCulture)));
        var answer = await client.DownloadAsync(route, yaml, cancellationToken).ConfigureAwait(false);
        return answer.Outcome == AdminOutcome.Done
            ? (Encoding.UTF8.GetString(yaml.ToArray()), ExitCode.Success)
            : (null, call.Refused(answer, client.SocketPath));
    }
}

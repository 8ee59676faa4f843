using System.Globalization;
using System.Net;
using System.Text;
using Gatepost.Commands.Samples;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Logging;
using Gatepost.Gateway.Policies;
using Gatepost.Hosting;
using Gatepost.Hosting.Systemd;
using Gatepost.Terminal;

namespace Gatepost.Commands.Serve;

/// <summary>What stands on the screen when the gateway serves: what listens where, where mail goes, and what to try.</summary>
internal static class ReadyBanner
{
    private const int MaxRoutes = 5;

    private const int LabelWidth = 8;

    /// <summary>In one piece: the log writes to the same screen from another thread.</summary>
    public static void Write(GatewayReady ready, string version, CommandIo io)
    {
        var text = new StringBuilder();
        Head(text, version, io.Palette);
        Facts(text, ready, io.Palette);
        Tries(text, ready, io);
        using var output = io.OpenOutput();
        output.Write(Encoding.UTF8.GetBytes(text.ToString()));
        output.Flush();
    }

    private static void Head(StringBuilder text, string version, Palette palette)
    {
        Line(text, "");
        Line(text, palette.Good($"Gatepost {version} serves."));
        if (Environment.IsPrivilegedProcess)
            Line(text, palette.Warning("It runs as root: fine to try it on loopback, not for real mail."));
        Line(text, "");
    }

    private static void Facts(StringBuilder text, GatewayReady ready, Palette palette)
    {
        var settings = ready.Settings;
        Fact(text, palette, "SMTP", settings.Listeners.Select(listener => $"{SocketAddresses.Of(listener, ready.Inherited)}  ({listener.Name})"));
        Fact(text, palette, "Policy", [PolicyWords(ready.Policy)]);
        Fact(text, palette, "Mail", Routes(ready.Policy.NextHops.Routes, settings));
        Fact(text, palette, "Data", [settings.DataFolder]);
        if (ready.Recovery.Entries.Count > 0 || ready.Recovery.Corrupt.Count > 0)
            Fact(text, palette, "Spool", [string.Create(CultureInfo.InvariantCulture, $"{ready.Recovery.Entries.Count} unfinished messages taken up again, {ready.Recovery.Corrupt.Count} damaged files set aside")]);
        Line(text, "");
    }

    private static void Tries(StringBuilder text, GatewayReady ready, CommandIo io)
    {
        var settings = ready.Settings;
        var self = SelfName(io);
        var data = settings.DataFolder == Path.Combine(io.WorkingFolder, GatewaySettingsLoader.NewcomersDataFolder) ? "" : $" --data {settings.DataFolder}";
        (string Command, string Words)[] tries =
        [
            ($"{self} samples send{To(ready)}{data}", "mail of every kind, good and bad"),
            ($"{self} log search{data}", "what became of it"),
            ($"{self} status{data}", "how the gateway is"),
        ];
        var width = tries.Max(one => TerminalText.Width(TerminalText.Clean(one.Command)));
        Line(text, "Try, in another terminal:");
        foreach (var (command, words) in tries)
        {
            var clean = TerminalText.Clean(command);
            Line(text, $"  {io.Palette.Strong(clean)}{new string(' ', width - TerminalText.Width(clean))}  {io.Palette.Faint(words)}");
        }
        Line(text, "");
        var log = settings.Logging.Format == LogFormat.Syslog ? $"The log goes to {TerminalText.Clean(settings.Logging.Syslog.ToString())}." : "From here on: the log.";
        Line(text, io.Palette.Faint("Ctrl-C stops it. " + log));
        Line(text, "");
    }

    /// <summary>The arrows of all routes below each other.</summary>
    private static IEnumerable<string> Routes(IReadOnlyCollection<NextHopRoute> routes, GatewaySettings settings)
    {
        var shown = routes.Take(MaxRoutes).Select(route => (To: route.To == "*" ? (routes.Count == 1 ? "anybody" : "anybody else") : route.To, Target: Target(route, settings))).ToArray();
        var width = shown.Select(route => route.To.Length).DefaultIfEmpty().Max();
        foreach (var (to, target) in shown)
            yield return $"to {to.PadRight(width)}  ->  {target}";
        if (routes.Count > MaxRoutes)
            yield return string.Create(CultureInfo.InvariantCulture, $"and {routes.Count - MaxRoutes} more routes (\"config show\")");
    }

    private static string PolicyWords(PolicySnapshot policy) => policy.IsNone
        ? "NONE IN FORCE: senders are asked to come back until there is one; \"gatepost status\" says why"
        : string.Create(CultureInfo.InvariantCulture, $"revision {policy.Revision}, {policy.Rules.Length} rules, mail for {string.Join(", ", policy.InternalDomains.Patterns.Take(MaxRoutes))}");

    private static void Fact(StringBuilder text, Palette palette, string what, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            Line(text, $"  {palette.Faint(what.PadRight(LabelWidth))}  {TerminalText.Clean(line)}");
            what = "";
        }
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append('\n');

    /// <summary>Where samples go when it is not where they go by themselves.</summary>
    private static string To(GatewayReady ready)
    {
        var first = ready.Settings.Listeners[0];
        var endPoint = ready.Inherited.AddressesOf(first.Name).FirstOrDefault() ?? first.EndPoint;
        var address = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : endPoint.Address;
        var reached = new IPEndPoint(address, endPoint.Port).ToString();
        return reached == SamplesCommand.NewcomersGateway ? "" : $" --to {reached}";
    }

    private static string Target(NextHopRoute route, GatewaySettings settings) => route switch
    {
        { Maildir: { } maildir } => $"Maildir {Path.Combine(settings.DataFolder, maildir)}",
        { UseMx: true } => "the mail servers of their domain (MX)",
        _ => string.Join(", ", route.Hosts.Select(host => host.Place)),
    };

    /// <summary>The command as the reader can type it: relative where it lies below the folder that he stands in.</summary>
    private static string SelfName(CommandIo io)
    {
        var path = Environment.ProcessPath ?? "gatepost";
        var relative = Path.GetRelativePath(io.WorkingFolder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : "./" + relative;
    }
}

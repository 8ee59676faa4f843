using System.Globalization;
using System.Net;
using Gatepost.Commands.Samples;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Policies;
using Gatepost.Hosting;
using Gatepost.Terminal;

namespace Gatepost.Commands.Serve;

/// <summary>What stands on the screen when the gateway serves: what listens where, where mail goes, and what to try.</summary>
internal static class ReadyBanner
{
    private const int MaxRoutes = 5;

    public static void Write(GatewayReady ready, CommandIo io)
    {
        var settings = ready.Settings;
        io.Out.WriteLine();
        io.Out.WriteLine(io.Palette.Good("Gatepost serves.") + (Environment.IsPrivilegedProcess ? "  (It runs as root: fine to try it on loopback, not for real mail.)" : ""));
        io.Out.WriteLine();
        foreach (var listener in settings.Listeners)
            Line(io, "SMTP", $"{listener.EndPoint}  ({listener.Name})");
        Line(io, "Policy", PolicyWords(ready.Policy));
        foreach (var route in ready.Policy.NextHops.Routes.Take(MaxRoutes))
            Line(io, "Mail for", $"{route.To}  ->  {Target(route, settings)}");
        Line(io, "Data", settings.DataFolder);
        if (ready.Recovery.Entries.Count > 0 || ready.Recovery.Corrupt.Count > 0)
            Line(io, "Spool", string.Create(CultureInfo.InvariantCulture, $"{ready.Recovery.Entries.Count} unfinished messages taken up again, {ready.Recovery.Corrupt.Count} damaged files set aside"));
        io.Out.WriteLine();
        io.Out.WriteLine("Try, in another terminal:");
        var self = TerminalText.Clean(SelfName(io));
        var data = settings.DataFolder == Path.Combine(io.WorkingFolder, GatewaySettingsLoader.NewcomersDataFolder) ? "" : $" --data {settings.DataFolder}";
        io.Out.WriteLine($"  {self} samples send{To(settings)}{data}");
        io.Out.WriteLine($"  {self} log search{data}");
        io.Out.WriteLine($"  {self} status{data}");
        io.Out.WriteLine();
        io.Out.Flush();
    }

    private static string PolicyWords(PolicySnapshot policy) => policy.IsNone
        ? "NONE IN FORCE: senders are asked to come back until there is one; \"gatepost status\" says why"
        : string.Create(CultureInfo.InvariantCulture, $"revision {policy.Revision}, {policy.Rules.Length} rules, mail for {string.Join(", ", policy.InternalDomains.Patterns.Take(MaxRoutes))}");

    private static void Line(CommandIo io, string what, string text) => io.Out.WriteLine($"  {what,-9} {TerminalText.Clean(text)}");

    /// <summary>Where samples go when it is not where they go by themselves.</summary>
    private static string To(GatewaySettings settings)
    {
        var endPoint = settings.Listeners[0].EndPoint;
        var address = endPoint.Address.Equals(IPAddress.Any) || endPoint.Address.Equals(IPAddress.IPv6Any) ? IPAddress.Loopback : endPoint.Address;
        var reached = new IPEndPoint(address, endPoint.Port).ToString();
        return reached == SamplesCommand.NewcomersGateway ? "" : $" --to {reached}";
    }

    private static string Target(NextHopRoute route, GatewaySettings settings) => route switch
    {
        { Maildir: { } maildir } => $"Maildir {Path.Combine(settings.DataFolder, maildir)}",
        { UseMx: true } => "its MX",
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

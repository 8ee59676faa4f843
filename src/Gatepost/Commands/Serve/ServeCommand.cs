using System.CommandLine;
using Gatepost.Commands.Extractor;
using Gatepost.CommandLine;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Reloading;
using Gatepost.Gateway.Inspectors.CrashTest;
using Gatepost.Gateway.Logging;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Receiving.Certificates;
using Gatepost.Gateway.Spool;
using Gatepost.Hosting;
using Gatepost.Hosting.Systemd;
using Gatepost.Terminal;

namespace Gatepost.Commands.Serve;

/// <summary><c>gatepost serve</c>: runs the gateway.</summary>
internal static class ServeCommand
{
    public static Verb Build(CommandIo io, GlobalOptions global)
    {
        var config = SettingsOption.Make();
        var policy = new Option<string?>("--policy") { Description = "The first policy of an empty database. Ignored, with a word in the log, where there is one already: use gatepost config apply.", HelpName = "FILE" };
        var verb = new Verb(
            "serve",
            "Run the gateway until it is told to stop (SIGTERM or Ctrl-C), which lets sessions finish first.",
            new VerbExample("gatepost serve", "With gatepost.yaml of this folder, or as a newcomer on 127.0.0.1:2525"),
            new VerbExample("gatepost serve --config /etc/gatepost/gatepost.yaml", "As a service does"))
        {
            config,
            policy,
        };
        verb.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(config), parsed.GetValue(policy), parsed.GetValue(global.Data), io, cancellationToken));
        return verb;
    }

    private static async Task<int> RunAsync(string? config, string? policy, string? data, CommandIo io, CancellationToken cancellationToken)
    {
        var place = SettingsPlace.Current() with { WorkingFolder = io.WorkingFolder };
        var file = SettingsFiles.Of(config, io);
        if (SettingsOption.Read(file, io, place) is not { } settings)
            return ExitCode.Usage;
        data ??= io.Environment(GlobalOptions.DataVariable);
        if (!string.IsNullOrEmpty(data))
            settings = settings with { DataFolder = Path.GetFullPath(data, io.WorkingFolder) };
        if (RootRefusal(settings) is { } refusal)
        {
            await io.Error.WriteLineAsync($"gatepost: {refusal}").ConfigureAwait(false);
            return ExitCode.Usage;
        }
        settings = ListenerCheck.WithoutTakenMetrics(settings, io.Error);
        var inherited = InheritedSockets.OfProcess();
        var problems = ListenerCheck.Problems(settings, inherited).Concat(CertificateCheck.Problems(settings)).ToArray();
        foreach (var problem in problems)
            await io.Error.WriteLineAsync($"gatepost: {problem}").ConfigureAwait(false);
        if (problems.Length > 0)
            return ExitCode.Failure;
        if (!TryReadPolicy(policy, settings, io, out var first))
            return ExitCode.Usage;
        var start = new GatewayStart(first, io.Environment(ProcessFailpoints.Variable), io.Environment(CrashTestServices.Variable))
        {
            ExtractorFaults = !string.IsNullOrEmpty(io.Environment(ExtractorCommandVerb.FaultsVariable)),
            File = new SettingsFile(file, place),
            Inherited = inherited,
            Notices = new ServiceNotices(io.Environment(ServiceNotices.Variable)),
            Watchdog = ServiceLife.WatchdogOf(io.Environment("WATCHDOG_USEC"), io.Environment("WATCHDOG_PID")),
        };
        return await GatewayHost.RunAsync(settings, start, ready => Welcome(ready, io), io.Error, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For people only: where the log goes to a machine on the same output, nothing else may stand between its lines.</summary>
    private static void Welcome(GatewayReady ready, CommandIo io)
    {
        if (ready.Settings.Logging.Format != LogFormat.Json && string.IsNullOrEmpty(io.Environment(ServiceNotices.Variable)))
            ReadyBanner.Write(ready, GatewayHost.Version(), io);
    }

    /// <summary>
    /// Root with a listener that strangers reach would put every parser at their disposal with all rights. On loopback (a newcomer's container) it is only warned of.
    /// </summary>
    private static string? RootRefusal(GatewaySettings settings)
    {
        if (!Environment.IsPrivilegedProcess || settings.Listeners.All(listener => System.Net.IPAddress.IsLoopback(listener.EndPoint.Address)))
            return null;
        return "it does not run as root on a network that strangers reach. Run it as a user of its own:\n"
            + "  systemd-run --uid=gatepost -p AmbientCapabilities=CAP_NET_BIND_SERVICE gatepost serve --config FILE";
    }

    private static bool TryReadPolicy(string? file, GatewaySettings settings, CommandIo io, out FirstPolicy? policy)
    {
        policy = null;
        if (file is null)
            return true;
        try
        {
            policy = new FirstPolicy(File.ReadAllText(Path.GetFullPath(file, io.WorkingFolder)), file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            io.Error.WriteLine($"gatepost: {TerminalText.Clean(e.Message)}");
            return false;
        }
        var compilation = PolicyService.Check(policy.Yaml, file);
        var errors = compilation.IsValid ? new CredentialReferences(settings).Missing(policy.Yaml, file) : compilation.Errors;
        foreach (var error in errors)
            io.Error.WriteLine(TerminalText.Clean(error.ToString()));
        return errors.Count == 0;
    }
}

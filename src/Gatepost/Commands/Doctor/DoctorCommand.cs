using System.CommandLine;
using System.Net;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Commands.Serve;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Mail.Dns;
using Gatepost.Terminal;

namespace Gatepost.Commands.Doctor;

/// <summary><c>gatepost doctor</c>: what is wrong, in plain words, and what to do next.</summary>
internal static class DoctorCommand
{
    /// <summary>A domain whose mail servers are always up, to see whether port 25 is open; nothing is sent.</summary>
    private const string UsualOutboundDomain = "gmail.com";

    private static readonly IDoctorCheck[] Checks =
    [
        new LocalCheck(new SettingsCheck()), new LocalCheck(new GatewayCheck()), new PortCheck(), new RelayCheck(), new DnsCheck(), new LocalCheck(new CertificateLife()), new ClamdCheck(), new ExtractorCheck(),
        new LocalCheck(new DiskCheck()), new LocalCheck(new SpoolCheck()), new LocalCheck(new ClockCheck()),
    ];

    public static Verb Build(AdminCall call, GlobalOptions global)
    {
        var config = new Option<string?>("--config") { Description = "The settings. Default: as for serve.", HelpName = "FILE" };
        var offline = new Option<bool>("--offline") { Description = "Ask nothing outside this machine: no DNS, no port 25 of others." };
        var outbound = new Option<string?>("--outbound") { Description = $"The domain whose mail servers are greeted, to see whether mail can leave. Default: {UsualOutboundDomain}.", HelpName = "DOMAIN" };
        var json = JsonOption.Make();
        var verb = new Verb(
            "doctor",
            "Look at everything that mail needs: settings, ports, relay, DNS, certificates, clamd, the workers that open files, disk, spool, clock. Changes nothing, with and without a running gateway. Exit code 1 when there is trouble.",
            new VerbExample("gatepost doctor", "All of it"),
            new VerbExample("gatepost doctor --offline --json", "For monitoring, without questions to others"))
        {
            config, offline, outbound, json,
        };
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var report = new DoctorReport(call.Io, parsed.GetValue(json));
            var file = SettingsFiles.Of(parsed.GetValue(config), call.Io);
            if (Settings(file, parsed.GetValue(global.Data), call.Io, report) is not { } settings)
                return report.End();
            using var client = new AdminClient(parsed.GetValue(global.Socket) ?? Path.Combine(settings.DataFolder, AdminClient.SocketName), TimeSpan.FromSeconds(30));
            var status = await client.GetAsync("status", AdminJson.Default.GatewayStatus, cancellationToken);
            var patient = new Patient
            {
                Settings = settings,
                SettingsFile = file,
                Policy = Policy(settings.DataFolder),
                Status = status.Value,
                StatusTrouble = status.Problem?.Error,
                Dns = Resolver(settings, call.Io.Time),
                Time = call.Io.Time,
                IsOffline = parsed.GetValue(offline),
                OutboundDomain = parsed.GetValue(outbound) ?? UsualOutboundDomain,
            };
            return await LookAsync(patient, report, cancellationToken);
        });
        return verb;
    }

    private static async Task<int> LookAsync(Patient patient, DoctorReport report, CancellationToken cancellationToken)
    {
        foreach (var check in Checks)
        {
            await foreach (var diagnosis in check.LookAsync(patient, cancellationToken))
                report.Add(check.Name, diagnosis);
        }
        return report.End();
    }

    private static GatewaySettings? Settings(string? file, string? data, CommandIo io, DoctorReport report)
    {
        var place = SettingsPlace.Current() with { WorkingFolder = io.WorkingFolder };
        var result = file is null ? new SettingsResult(GatewaySettingsLoader.Defaults(place), []) : GatewaySettingsLoader.LoadFile(file, place);
        foreach (var error in result.Errors)
            report.Add("settings", Diagnosis.Trouble(error.ToString(), "correct it: nothing starts with this file, and a reload does not take it"));
        data ??= io.Environment(GlobalOptions.DataVariable);
        return string.IsNullOrEmpty(data) ? result.Settings : result.Settings is { } settings ? settings with { DataFolder = Path.GetFullPath(data, io.WorkingFolder) } : null;
    }

    private static PolicySnapshot? Policy(string dataFolder)
    {
        try
        {
            return new LastGoodPolicy(new PhysicalDisk(dataFolder)).Read(out _)?.Snapshot;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static DnsClientResolver Resolver(GatewaySettings settings, TimeProvider time) => new(
        new DnsResolverOptions { Servers = [.. settings.DnsServers.Select(server => IPAddress.TryParse(server, out var address) ? new IPEndPoint(address, 53) : IPEndPoint.Parse(server))] }, time);
}

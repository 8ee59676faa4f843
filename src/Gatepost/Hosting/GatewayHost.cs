using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Logging;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Nodes;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Gateway.Spool;
using Gatepost.Hosting.Systemd;
using Gatepost.Web.Api;
using Gatepost.Web.Monitoring;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gatepost.Hosting;

/// <summary>
/// The gateway process, from settings to a clean stop. Start-up reads top to bottom: lock, services, policy, spool, carriers, listeners.
/// </summary>
internal static partial class GatewayHost
{
    /// <summary>Runs until the process is told to stop; the exit code is for the shell.</summary>
    public static async Task<int> RunAsync(
        GatewaySettings settings, GatewayStart start, Action<GatewayReady> ready, TextWriter errors, CancellationToken cancellationToken)
    {
        using var folderLock = FolderLock.TryTake(settings.DataFolder, out var trouble);
        if (folderLock is null)
        {
            await errors.WriteLineAsync(trouble);
            return 1;
        }
        await using var app = Build(settings, start);
        if (NodeTrouble(app.Services) is { } unknown)
        {
            // Alone it can do without, and mail goes on; with others nothing that it has in the quarantine would be known for its own.
            if (app.Services.GetRequiredService<INodeLeases>().AreShared)
            {
                await errors.WriteLineAsync(unknown);
                return 1;
            }
            Log.Node(Logger(app), unknown);
        }
        var recovery = await RecoverAsync(app.Services, cancellationToken);
        await app.StartAsync(cancellationToken);
        // First what people read, then the log: it is written by another thread, and would stand in the midst of it.
        ready(new GatewayReady(settings, start.Inherited, app.Services.GetRequiredService<PolicySource>().Current, recovery));
        Log.Serves(Logger(app), Version(), string.Join(", ", settings.Listeners.Select(listener => $"{listener.Name} on {SocketAddresses.Of(listener, start.Inherited)}")));
        foreach (var problem in SocketAddresses.Problems(settings.Listeners, start.Inherited))
            Log.Socket(Logger(app), problem);
        await app.WaitForShutdownAsync(cancellationToken);
        app.Services.GetRequiredService<InFlightLedger>().Stop();
        Log.Stopped(Logger(app));
        return 0;
    }

    private static ILogger<GatewayReady> Logger(WebApplication app) => app.Services.GetRequiredService<ILogger<GatewayReady>>();

    internal static string Version() => typeof(GatewayHost).Assembly.GetName().Version?.ToString(3) ?? "";

    private static WebApplication Build(GatewaySettings settings, GatewayStart start)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "gatepost" });
        builder.Services.AddGatepost(settings, start);
        builder.Logging.AddGatepostLogging(settings.Logging, settings.HostName);
        builder.WebHost.UseKestrelCore();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.DrainTime);
        builder.Services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
            .Configure<SmtpListeners>((kestrel, listeners) =>
            {
                kestrel.AddServerHeader = false;
                listeners.Bind(kestrel, start.Inherited);
                AdminSocket.Bind(kestrel, settings);
                MonitoringListener.Bind(kestrel, settings);
            });
        var app = builder.Build();
        app.UseMonitoringPages();
        app.UseRouting();
        app.MapGatepostApi();
        return app;
    }

    /// <summary>Why it cannot be said who this node is, without which nothing that it has in the quarantine is known for its own; null when it can.</summary>
    private static string? NodeTrouble(IServiceProvider services)
    {
        try
        {
            _ = services.GetRequiredService<NodeId>().Value;
            return null;
        }
        catch (IOException error)
        {
            return error.Message;
        }
    }

    /// <summary>What must be true before the first connection: a policy in force, and every unfinished message back in the hands of its carrier.</summary>
    private static async Task<SpoolRecovery> RecoverAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        services.GetRequiredService<InFlightLedger>().Start();
        await services.GetRequiredService<PolicyService>().StartAsync(cancellationToken);
        var recovery = services.GetRequiredService<MailSpool>().Recover();
        if (recovery.Uncommitted > 0)
            Log.Uncommitted(services.GetRequiredService<ILogger<MailSpool>>(), recovery.Uncommitted);
        foreach (var warning in recovery.Warnings)
            Log.RecoveryWarning(services.GetRequiredService<ILogger<MailSpool>>(), warning);
        var log = services.GetRequiredService<IMessageLog>();
        foreach (var line in recovery.Finished.Concat(recovery.Entries).SelectMany(SpoolLogReplay.Lines))
            log.Append(line);
        services.GetRequiredService<SpoolDispatcher>().DispatchAll();
        return recovery;
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Information, "Gatepost {Version} serves: {Listeners}")]
        public static partial void Serves(ILogger logger, string version, string listeners);

        [LoggerMessage(4, LogLevel.Information, "Gatepost has stopped")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(6, LogLevel.Error, "{Problem}")]
        public static partial void Node(ILogger logger, string problem);

        [LoggerMessage(5, LogLevel.Warning, "{Problem}")]
        public static partial void Socket(ILogger logger, string problem);

        [LoggerMessage(2, LogLevel.Information, "Spool: {Count} messages that were still arriving when the last process ended, and had no 250, were removed")]
        public static partial void Uncommitted(ILogger logger, int count);

        [LoggerMessage(1, LogLevel.Warning, "Spool: {Warning}")]
        public static partial void RecoveryWarning(ILogger logger, string warning);
    }
}

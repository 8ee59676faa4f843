using Gatepost.Gateway.Configuration.Reloading;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>Registers the log.</summary>
public static class LoggingRegistration
{
    /// <summary>Adds the log of the settings. <see cref="LogLevels"/> changes its levels while the gateway runs.</summary>
    /// <param name="logging">The host's.</param>
    /// <param name="settings">What is logged, and how.</param>
    /// <param name="hostName">Our name, for syslog.</param>
    public static ILoggingBuilder AddGatepostLogging(this ILoggingBuilder logging, LoggingSettings settings, string hostName)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var levels = new LogLevels(settings);
        logging.Services.AddSingleton(levels);
        logging.Services.AddSingleton<ILiveSetting, LiveLogLevels>();
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter((category, level) => levels.IsEnabled(category, level));
        logging.Services.AddSingleton<ILoggerProvider>(provider =>
            new LineLoggerProvider(SinkOf(settings), FormOf(settings, hostName), provider.GetRequiredService<TimeProvider>()));
        return logging;
    }

    private static ILineSink SinkOf(LoggingSettings settings) => settings switch
    {
        { Format: LogFormat.Syslog, Syslog: { IsTcp: true, EndPoint: { } server } } => new SyslogTcpSink(server, new SyslogTcpLimits()),
        { Format: LogFormat.Syslog } => new SyslogSink(settings.Syslog),
        _ => new OutputSink(Console.OpenStandardOutput()),
    };

    private static Func<LogEvent, string> FormOf(LoggingSettings settings, string hostName) => settings.Format switch
    {
        LogFormat.Syslog => one => LogLines.ForSyslog(one, hostName, Environment.ProcessId),
        LogFormat.Json => LogLines.ForMachines,
        _ when OutputIsJournal(Environment.GetEnvironmentVariable("JOURNAL_STREAM")) => LogLines.ForJournal,
        _ => LogLines.ForPeople,
    };

    /// <summary>
    /// systemd.exec(5): the variable holds device and inode of the journal's socket. It is inherited by whatever a service starts, so the inode is compared with that of our output.
    /// </summary>
    private static bool OutputIsJournal(string? journalStream)
    {
        if (string.IsNullOrEmpty(journalStream) || journalStream.Split(':') is not [_, var inode])
            return false;
        try
        {
            return File.ResolveLinkTarget("/proc/self/fd/1", returnFinalTarget: false)?.Name == $"socket:[{inode}]";
        }
        catch (IOException)
        {
            return false;
        }
    }
}

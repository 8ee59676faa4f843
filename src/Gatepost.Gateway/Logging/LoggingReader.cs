using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Configuration.Yaml;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>The group <c>logging</c> of gatepost.yaml.</summary>
internal static class LoggingReader
{
    private static readonly (string, LogLevel)[] Levels =
        [("debug", LogLevel.Debug), ("information", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error)];

    /// <summary>In front of an address: connections in place of datagrams.</summary>
    internal const string TcpPrefix = "tcp:";

    public static LoggingSettings Read(YamlKeys keys, LoggingSettings fallback)
    {
        if (keys.Group("logging") is not { } logging)
            return fallback;
        var settings = new LoggingSettings
        {
            Level = logging.Choice("level", fallback.Level, Levels),
            Areas = logging.Group("areas") is { } areas ? Areas(areas) : fallback.Areas,
            Format = logging.Choice("format", fallback.Format, ("console", LogFormat.Console), ("json", LogFormat.Json), ("syslog", LogFormat.Syslog)),
            Syslog = Syslog(logging, fallback.Syslog),
        };
        logging.Finish();
        return settings;
    }

    private static ImmutableDictionary<string, LogLevel> Areas(YamlKeys areas)
    {
        var levels = ImmutableDictionary.CreateBuilder<string, LogLevel>(StringComparer.Ordinal);
        foreach (var area in LogAreas.All)
        {
            if (areas.Find(area) is not null)
                levels[area] = areas.Choice(area, LogLevel.Information, Levels);
        }
        areas.Finish();
        return levels.ToImmutable();
    }

    private static SyslogTarget Syslog(YamlKeys logging, SyslogTarget fallback)
    {
        const string Expected = "a socket such as /dev/log, or an address and port such as 192.0.2.1:514 (UDP) or tcp:192.0.2.1:601";
        if (logging.Find("syslog") is not { } node || YamlKeys.Text(node, logging.Errors, Expected) is not { } text)
            return fallback;
        if (text.StartsWith('/') && !text.Contains('\0', StringComparison.Ordinal))
            return new SyslogTarget(text, null);
        var isTcp = text.StartsWith(TcpPrefix, StringComparison.Ordinal);
        var address = isTcp ? text[TcpPrefix.Length..] : text;
        if (EndPointText.TryParse(address, out var endPoint) && !address.StartsWith('*'))
            return new SyslogTarget(null, endPoint) { IsTcp = isTcp };
        logging.Errors.AddUnexpected(node, Expected);
        return fallback;
    }
}

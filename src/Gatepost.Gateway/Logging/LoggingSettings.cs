using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Logging;

/// <summary>What is logged, and how (<c>logging</c> of gatepost.yaml).</summary>
public sealed record LoggingSettings
{
    /// <summary>Lowest level that is logged.</summary>
    public LogLevel Level { get; init; } = LogLevel.Information;

    /// <summary>Levels of single areas (<see cref="LogAreas"/>), which beat <see cref="Level"/>.</summary>
    public ImmutableDictionary<string, LogLevel> Areas { get; init; } = ImmutableDictionary<string, LogLevel>.Empty;

    /// <summary>In which form.</summary>
    public LogFormat Format { get; init; }

    /// <summary>Where syslog is, for <see cref="LogFormat.Syslog"/>.</summary>
    public SyslogTarget Syslog { get; init; } = SyslogTarget.Local;
}

/// <summary>The form of the log.</summary>
public enum LogFormat
{
    /// <summary>A line for people on standard output; where that is the journal of systemd, with the priority and without the time, which the journal adds.</summary>
    Console = 0,

    /// <summary>A JSON object a line on standard output.</summary>
    Json,

    /// <summary>RFC 5424.</summary>
    Syslog,
}

/// <summary>Where syslog listens: a socket of this machine, or an address that takes datagrams (RFC 5426) or connections (RFC 6587).</summary>
/// <param name="Path">The socket's path, or null.</param>
/// <param name="EndPoint">The address, or null.</param>
public sealed record SyslogTarget(string? Path, IPEndPoint? EndPoint)
{
    /// <summary>Where every syslog of this machine listens.</summary>
    public static SyslogTarget Local { get; } = new("/dev/log", null);

    /// <summary>Connections to the address, and not datagrams.</summary>
    public bool IsTcp { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path ?? (IsTcp ? LoggingReader.TcpPrefix : "") + EndPoint;
}

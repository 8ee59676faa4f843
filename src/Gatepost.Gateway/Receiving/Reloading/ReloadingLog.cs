using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Reloading;

/// <summary>What reloading says to the log.</summary>
internal static partial class ReloadingLog
{
    [LoggerMessage(1021, LogLevel.Information, "Reloaded: {What}")]
    public static partial void Reloaded(ILogger logger, string what);

    [LoggerMessage(1023, LogLevel.Error, "Not loaded: {What}: {Problem}")]
    public static partial void NotLoaded(ILogger logger, string what, string problem);

    [LoggerMessage(1022, LogLevel.Error, "Not reloaded: {What}: {Problem}. What was in use before stays in use")]
    public static partial void NotReloaded(ILogger logger, string what, string problem);
}

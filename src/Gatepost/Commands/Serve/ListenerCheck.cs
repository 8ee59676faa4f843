using System.Net;
using System.Net.Sockets;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving;

namespace Gatepost.Commands.Serve;

/// <summary>
/// Tries every address before anything is started: a taken port is the commonest mishap of a first start, and deserves a sentence instead of a
/// stack trace. What changes between this and the real start is still caught there.
/// </summary>
internal static class ListenerCheck
{
    /// <summary>One sentence for each listener that could not be opened.</summary>
    public static IEnumerable<string> Problems(GatewaySettings settings, InheritedSockets inherited)
    {
        foreach (var listener in settings.Listeners)
        {
            if (!inherited.For(listener.Name).Any() && Problem(listener.EndPoint) is { } problem)
                yield return $"listener {listener.Name} cannot be opened: {problem}";
        }
        if (settings.Metrics is { } metrics && Problem(metrics.EndPoint) is { } trouble)
            yield return $"metrics cannot be served: {trouble}";
    }

    /// <summary>Nobody who tries a second gateway asked for metrics: where their usual port is taken, it starts without them, and says so.</summary>
    public static GatewaySettings WithoutTakenMetrics(GatewaySettings settings, TextWriter errors)
    {
        if (settings.Metrics is not { IsUsual: true } metrics || Problem(metrics.EndPoint) is null)
            return settings;
        errors.WriteLine($"gatepost: another program has {metrics.EndPoint}: no metrics and no health pages are served (\"metrics\" in {GatewaySettingsLoader.FileName} names another address).");
        return settings with { Metrics = null };
    }

    private static string? Problem(IPEndPoint endPoint)
    {
        try
        {
            using var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // Not listening: a client that came at this moment would be taken, and cut off.
            socket.Bind(endPoint);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"another program listens on {endPoint}. Stop it, or set another address (\"listeners\" in {GatewaySettingsLoader.FileName}).",
                SocketError.AccessDenied =>
                    $"{endPoint} is a privileged port. Give the program CAP_NET_BIND_SERVICE (AmbientCapabilities= in a systemd unit), or another port.",
                SocketError.AddressNotAvailable => $"{endPoint.Address} is no address of this machine.",
                _ => $"{endPoint}: {exception.Message}",
            };
        }
    }
}

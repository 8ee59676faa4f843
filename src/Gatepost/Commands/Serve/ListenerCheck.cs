using System.Net;
using System.Net.Sockets;
using Gatepost.Gateway.Configuration;

namespace Gatepost.Commands.Serve;

/// <summary>
/// Tries every address before anything is started: a taken port is the commonest mishap of a first start, and deserves a sentence instead of a
/// stack trace. What changes between this and the real start is still caught there.
/// </summary>
internal static class ListenerCheck
{
    /// <summary>One sentence for each listener that could not be opened.</summary>
    public static IEnumerable<string> Problems(GatewaySettings settings)
    {
        foreach (var listener in settings.Listeners)
        {
            if (Problem(listener.EndPoint) is { } problem)
                yield return $"listener {listener.Name} cannot be opened: {problem}";
        }
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

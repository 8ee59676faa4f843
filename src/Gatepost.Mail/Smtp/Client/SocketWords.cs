using System.Net.Sockets;
using System.Security.Authentication;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>Says in plain words what the network did; the runtime's own messages speak of transports and streams.</summary>
internal static class SocketWords
{
    public static string Of(Exception trouble)
    {
        for (var inner = trouble; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
                return Of(socket.SocketErrorCode);
        }
        return trouble switch
        {
            AuthenticationException => "the two sides found no common TLS version, cipher or certificate",
            EndOfStreamException => "the connection was closed",
            _ => trouble.Message,
        };
    }

    private static string Of(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset or SocketError.Shutdown => "the connection was closed",
        SocketError.ConnectionAborted => "the connection was aborted",
        SocketError.HostUnreachable or SocketError.HostDown => "no route to the host",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "the network is unreachable",
        SocketError.TimedOut => "no answer",
        SocketError.AddressNotAvailable => "the source address is not one of this machine's",
        SocketError.AccessDenied => "the system does not allow it (permission denied)",
        SocketError.AddressFamilyNotSupported => "this machine does not speak the address's IP version",
        var other => $"network error {other}",
    };
}

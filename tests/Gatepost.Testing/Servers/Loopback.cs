using System.Net;
using System.Net.Sockets;

namespace Gatepost.Testing.Servers;

/// <summary>Ports on the loopback interface.</summary>
public static class Loopback
{
    /// <summary>
    /// A port that nobody listens on, below the range from which the kernel takes the local ports of outgoing connections: so that a server that is
    /// killed and started again finds its port still free.
    /// </summary>
    public static int FreePort()
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(15_000, 32_000);
            try
            {
                using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: try another.
            }
        }
        throw new InvalidOperationException("No free port between 15000 and 32000.");
    }

    /// <summary>True when somebody takes connections on the port.</summary>
    public static async Task<bool> IsListeningAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(TimeSpan.FromSeconds(5));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatepost.Gateway.Logging;

/// <summary>Lines as datagrams to syslog. One that it does not take is lost; the next is tried again, so that a syslog that was restarted is found.</summary>
internal sealed class SyslogSink(SyslogTarget target) : ILineSink
{
    /// <summary>RFC 5426 section 3.2: receivers should take 2,048 octets; a socket of this machine takes more.</summary>
    private const int MaxUdp = 2_048;
    private const int MaxLocal = 8_192;

    private Socket? _socket;

    public void Write(string line)
    {
        var octets = SyslogLine.Cut(Encoding.UTF8.GetBytes(line), target.Path is null ? MaxUdp : MaxLocal);
        // Twice: a socket whose other end was made anew refuses the first time.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            try
            {
                _socket ??= Connect();
                _socket.Send(octets.Span);
                return;
            }
            catch (SocketException)
            {
                _socket?.Dispose();
                _socket = null;
            }
        }
    }

    public void Flush()
    {
        // Datagrams do not wait.
    }

    public void Dispose() => _socket?.Dispose();

    private Socket Connect()
    {
        EndPoint endPoint = target.Path is { } path ? new UnixDomainSocketEndPoint(path) : target.EndPoint!;
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Connect(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

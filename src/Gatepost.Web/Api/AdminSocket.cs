using System.Net;
using System.Net.Sockets;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Gatepost.Web.Api;

/// <summary>
/// The Unix socket of the administration API: mode 0600 before the first connection can be made, and the kernel's word for who is at the other
/// end of each. Only root and the gateway's own user are let in.
/// </summary>
public static class AdminSocket
{
    /// <summary>sizeof(sockaddr_un.sun_path) less its NUL.</summary>
    private const int LongestPath = 107;

    /// <summary>Where the socket of a data folder is.</summary>
    public static string PathOf(string dataFolder) => Path.Combine(dataFolder, AdminClient.SocketName);

    /// <summary>Adds the listener; what an earlier process left at the path is removed, for the data folder's lock says that it is dead.</summary>
    public static void Bind(KestrelServerOptions kestrel, GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(settings);
        var path = PathOf(settings.DataFolder);
        if (System.Text.Encoding.UTF8.GetByteCount(path) > LongestPath)
            throw new IOException($"The path of the admin socket, {path}, is longer than the {LongestPath} octets that the system takes: choose a shorter data folder (--data).");
        File.Delete(path);
        kestrel.ListenUnixSocket(path, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Use(next => connection => PeerCheck.OnConnectedAsync(connection, next));
        });
    }

    /// <summary>
    /// Narrows the socket's mode between bind and listen, so that at no time anybody else could connect. Set as
    /// <see cref="SocketTransportOptions.CreateBoundListenSocket"/>.
    /// </summary>
    public static Socket CreateBoundListenSocket(EndPoint endPoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
        if (endPoint is UnixDomainSocketEndPoint && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(endPoint.ToString()!, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return socket;
    }
}

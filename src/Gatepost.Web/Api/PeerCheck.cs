using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Gatepost.Gateway.Auditing;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gatepost.Web.Api;

/// <summary>Asks the kernel who is at the other end of a Unix socket (SO_PEERCRED, unix(7)), and closes on everybody but root and ourselves.</summary>
internal static partial class PeerCheck
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    public static Task OnConnectedAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var userId = connection.Features.Get<IConnectionSocketFeature>() is { } feature ? UserIdOf(feature.Socket) : null;
        if (userId is not { } uid || !IsAllowed(uid, EffectiveUserId()))
        {
            connection.Abort(new ConnectionAbortedException("The peer of the admin socket is neither root nor the gateway's user."));
            return Task.CompletedTask;
        }
        connection.Features.Set(new Caller(uid, UserNames.Find(uid)));
        return next(connection);
    }

    public static bool IsAllowed(int peer, int own) => peer == 0 || peer == own;

    /// <summary>struct ucred { pid_t pid; uid_t uid; gid_t gid; }</summary>
    private static int? UserIdOf(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) == credentials.Length
            ? MemoryMarshal.Read<int>(credentials[4..])
            : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial int EffectiveUserId();
}

/// <summary>Names of users, from the system's own file: enough for a line that a person reads.</summary>
internal static class UserNames
{
    public static string? Find(int userId)
    {
        try
        {
            var wanted = userId.ToString(CultureInfo.InvariantCulture);
            return File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields.Length > 2 && fields[2] == wanted)?[0];
        }
        catch (IOException)
        {
            return null;
        }
    }
}

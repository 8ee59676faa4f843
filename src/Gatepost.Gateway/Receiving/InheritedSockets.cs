using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// The sockets that systemd opened for us (socket activation, sd_listen_fds(3)): privileged ports without a privilege, and no client refused while the service is restarted. A socket is
/// a listener's when <c>FileDescriptorName=</c> of the socket unit is the listener's name.
/// </summary>
public sealed partial class InheritedSockets
{
    /// <summary>SD_LISTEN_FDS_START.</summary>
    private const int First = 3;

    /// <summary>A service has a few listeners; a number from elsewhere is not believed.</summary>
    private const int Most = 256;

    /// <summary>AF_INET and AF_INET6 of Linux.</summary>
    private const int InternetFamily = 2;
    private const int InternetFamily6 = 10;

    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    private readonly ILookup<string, int> _sockets;

    private InheritedSockets(ILookup<string, int> sockets) => _sockets = sockets;

    /// <summary>No sockets.</summary>
    public static InheritedSockets None { get; } = new(Array.Empty<int>().ToLookup(_ => ""));

    /// <summary>The names that came with sockets.</summary>
    public IEnumerable<string> Names => _sockets.Select(named => named.Key);

    /// <summary>Those of this process. The child processes of inspection do not get them: they would hold the port when the service is gone.</summary>
    public static InheritedSockets OfProcess()
    {
        var found = Parse(Environment.GetEnvironmentVariable, Environment.ProcessId);
        foreach (var descriptor in found._sockets.SelectMany(named => named))
            _ = ControlCall(descriptor, SetDescriptorFlags, CloseOnExec);
        return found;
    }

    /// <summary>Reads <c>LISTEN_PID</c>, <c>LISTEN_FDS</c> and <c>LISTEN_FDNAMES</c>; what is meant for another process, or makes no sense, is nothing.</summary>
    public static InheritedSockets Parse(Func<string, string?> environment, int process)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var count = Number(environment("LISTEN_FDS"));
        if (Number(environment("LISTEN_PID")) != process || count is not (> 0 and <= Most))
            return None;
        var names = (environment("LISTEN_FDNAMES") ?? "").Split(':');
        return new InheritedSockets(Enumerable.Range(0, Math.Min(count.Value, names.Length)).ToLookup(index => names[index], index => First + index, StringComparer.Ordinal));
    }

    /// <summary>The sockets of a listener (a unit may have several <c>ListenStream=</c>); none when it has to open its own.</summary>
    public IEnumerable<int> For(string listener) => _sockets[listener];

    /// <summary>Where the sockets of a listener really listen; one that is no socket of TCP is left out.</summary>
    public IEnumerable<IPEndPoint> AddressesOf(string listener) => For(listener).Select(AddressOf).OfType<IPEndPoint>();

    /// <summary>Asked of the system itself: a <c>Socket</c> around a descriptor that is not its own could close it, or change how it waits.</summary>
    internal static IPEndPoint? AddressOf(int descriptor)
    {
        // sockaddr_storage.
        Span<byte> name = stackalloc byte[128];
        var length = name.Length;
        if (SocketName(descriptor, ref MemoryMarshal.GetReference(name), ref length) != 0)
            return null;
        var port = BinaryPrimitives.ReadUInt16BigEndian(name[2..]);
        return BitConverter.ToUInt16(name) switch
        {
            InternetFamily => new IPEndPoint(new IPAddress(name[4..8]), port),
            InternetFamily6 => new IPEndPoint(new IPAddress(name[8..24], BitConverter.ToUInt32(name[24..28])), port),
            _ => null,
        };
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int ControlCall(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int SocketName(int descriptor, ref byte name, ref int length);
}

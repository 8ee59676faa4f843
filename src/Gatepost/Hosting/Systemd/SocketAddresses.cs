using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving;

namespace Gatepost.Hosting.Systemd;

/// <summary>Compares the sockets that systemd opened with gatepost.yaml: the socket is what counts, and the file must not tell another story.</summary>
internal static class SocketAddresses
{
    /// <summary>Where a listener really listens, for the log.</summary>
    public static string Of(ListenerSettings listener, InheritedSockets inherited) =>
        inherited.AddressesOf(listener.Name).ToArray() is { Length: > 0 } addresses ? string.Join(" and ", addresses.AsEnumerable()) : listener.EndPoint.ToString();

    /// <summary>A sentence for each listener whose socket is another one than its address, and for each socket without a listener.</summary>
    public static IEnumerable<string> Problems(IReadOnlyCollection<ListenerSettings> listeners, InheritedSockets inherited)
    {
        foreach (var listener in listeners)
        {
            if (Mismatch(listener, [.. inherited.AddressesOf(listener.Name)]) is { } mismatch)
                yield return mismatch;
        }
        foreach (var name in inherited.Names.Except(listeners.Select(listener => listener.Name)))
            yield return Unclaimed(name, [.. inherited.AddressesOf(name)], listeners);
    }

    /// <summary>Null when one of the sockets is the address of the settings.</summary>
    internal static string? Mismatch(ListenerSettings listener, IReadOnlyCollection<IPEndPoint> sockets)
    {
        if (sockets.Count == 0 || sockets.Any(socket => IsSame(socket, listener.EndPoint)))
            return null;
        var opened = string.Join(" and ", sockets);
        return $"listener {listener.Name} takes mail on {opened}, which systemd opened, and not on {listener.EndPoint} of {GatewaySettingsLoader.FileName}. Make both the same: "
            + $"\"systemctl edit gatepost.socket\" with an empty ListenStream= and then ListenStream={Written(listener.EndPoint)}, or \"address: {Yaml(sockets.First())}\" of the listener in {GatewaySettingsLoader.FileName}";
    }

    internal static string Unclaimed(string name, IReadOnlyCollection<IPEndPoint> sockets, IEnumerable<ListenerSettings> listeners) =>
        $"systemd opened {(sockets.Count == 0 ? "a socket" : string.Join(" and ", sockets))} with the name {name}, but no listener has that name: nobody answers there. "
        + $"Set FileDescriptorName= of its socket unit to one of the listeners of {GatewaySettingsLoader.FileName} ({string.Join(", ", listeners.Select(listener => listener.Name))})";

    /// <summary>"*" of gatepost.yaml and a bare port of a socket unit are both [::], which takes IPv4 too; 0.0.0.0 is narrower, and yet nobody's mistake.</summary>
    private static bool IsSame(IPEndPoint socket, IPEndPoint settings) =>
        socket.Port == settings.Port && (Plain(socket.Address).Equals(Plain(settings.Address)) || (IsAny(socket.Address) && IsAny(settings.Address)));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>As a socket unit has it.</summary>
    private static string Written(IPEndPoint endPoint) => endPoint.Address.Equals(IPAddress.IPv6Any) ? endPoint.Port.ToString(System.Globalization.CultureInfo.InvariantCulture) : endPoint.ToString();

    /// <summary>As gatepost.yaml has it.</summary>
    private static string Yaml(IPEndPoint endPoint) => endPoint.Address.Equals(IPAddress.IPv6Any) ? $"*:{endPoint.Port}" : endPoint.ToString();
}

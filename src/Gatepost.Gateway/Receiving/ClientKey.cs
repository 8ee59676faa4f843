using System.Net;
using System.Net.Sockets;

namespace Gatepost.Gateway.Receiving;

/// <summary>What counts as one client.</summary>
internal static class ClientKey
{
    /// <summary>The address; in IPv6 its /64: one customer owns that much at least, and counting single addresses would not bound anybody.</summary>
    public static IPAddress Of(IPAddress client)
    {
        if (client.IsIPv4MappedToIPv6)
            return client.MapToIPv4();
        if (client.AddressFamily != AddressFamily.InterNetworkV6)
            return client;
        Span<byte> octets = stackalloc byte[16];
        client.TryWriteBytes(octets, out _);
        octets[8..].Clear();
        return new IPAddress(octets);
    }
}

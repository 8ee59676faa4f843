using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Gatepost.Gateway.Delivery.Routing;

/// <summary>Addresses as they stand for hosts: bare, or literals of RFC 5321 section 4.1.3.</summary>
internal static class AddressLiteral
{
    private const string Six = "IPv6:";

    /// <summary>Reads <c>192.0.2.1</c>, <c>2001:db8::1</c>, <c>[192.0.2.1]</c> or <c>[IPv6:2001:db8::1]</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        var inner = IsBracketed(text) ? text[1..^1] : text;
        if (inner.StartsWith(Six, StringComparison.OrdinalIgnoreCase))
            inner = inner[Six.Length..];
        // "1" and "0x7f.1" are addresses to the runtime, but names or nonsense in mail.
        var looksRight = inner.Contains(':', StringComparison.Ordinal) || inner.Count(c => c == '.') == 3;
        if (!looksRight || inner.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(inner, out var parsed))
            return false;
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }

    public static bool IsBracketed(string text) => text.Length > 2 && text[0] == '[' && text[^1] == ']';

    /// <summary>
    /// False for addresses that strangers must not send us to: ourselves (127/8, ::1, 0/8, ::), and what is no single host (multicast, broadcast).
    /// </summary>
    public static bool IsPublicTarget(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain) || plain.Equals(IPAddress.IPv6Any) || plain.IsIPv6Multicast)
            return false;
        if (plain.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork)
            return true;
        var first = plain.GetAddressBytes()[0];
        return first is not 0 and < 224;
    }
}

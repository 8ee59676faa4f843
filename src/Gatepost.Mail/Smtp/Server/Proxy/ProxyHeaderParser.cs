using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gatepost.Mail.Smtp.Server.Proxy;

/// <summary>
/// Reads the header of the PROXY protocol, version 1 (a line) and 2 (binary): https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt. Strict: whoever
/// is listed as a proxy is one, and what is no header is refused.
/// </summary>
public static class ProxyHeaderParser
{
    /// <summary>The longest line of version 1 with CRLF (section 2.1).</summary>
    private const int MaxLineOctets = 107;

    private const int FixedOctets = 16;

    /// <summary>Octets behind the fixed part of version 2. Addresses have 36 (216 of Unix sockets), TLVs may follow: AWS and HAProxy send some hundred at most.</summary>
    private const int MaxVariableOctets = 4_096;

    private static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    private static ReadOnlySpan<byte> LineStart => "PROXY "u8;

    /// <summary>The most octets that a header has; who has sent more is no proxy.</summary>
    public const int MaxOctets = FixedOctets + MaxVariableOctets;

    /// <summary>Reads a header off the beginning of a connection.</summary>
    public static ProxyRead Read(ReadOnlySequence<byte> octets)
    {
        Span<byte> start = stackalloc byte[FixedOctets];
        var length = (int)Math.Min(octets.Length, FixedOctets);
        octets.Slice(0, length).CopyTo(start);
        start = start[..length];
        if (Begins(start, Signature))
            return length < FixedOctets ? ProxyRead.NeedsMore : ReadBinary(start, octets);
        if (Begins(start, LineStart))
            return ReadLine(octets.Slice(0, Math.Min(octets.Length, MaxLineOctets)).ToArray());
        return ProxyRead.Bad("the connection does not begin with a PROXY header");
    }

    /// <summary>True while what has come is a beginning of what is expected.</summary>
    private static bool Begins(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> expected) =>
        octets.Length < expected.Length ? expected.StartsWith(octets) : octets.StartsWith(expected);

    private static ProxyRead ReadLine(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf("\r\n"u8);
        if (end < 0)
            return octets.Length == MaxLineOctets ? ProxyRead.Bad("the PROXY line does not end") : ProxyRead.NeedsMore;
        var words = Encoding.Latin1.GetString(octets[..end]).Split(' ');
        if (words[1] == "UNKNOWN")
            return new ProxyRead(new ProxyHeader(null, null), end + 2, null);
        var family = words[1] switch { "TCP4" => AddressFamily.InterNetwork, "TCP6" => AddressFamily.InterNetworkV6, _ => AddressFamily.Unknown };
        if (words.Length == 6 && Address(words[2], family) is { } client && Address(words[3], family) is { } destination
            && Port(words[4]) is { } clientPort && Port(words[5]) is { } destinationPort)
            return new ProxyRead(new ProxyHeader(new IPEndPoint(client, clientPort), new IPEndPoint(destination, destinationPort)), end + 2, null);
        return ProxyRead.Bad("the PROXY line cannot be read");
    }

    private static IPAddress? Address(string text, AddressFamily family)
    {
        if (text.AsSpan().ContainsAny("%[]/") || !IPAddress.TryParse(text, out var address) || address.AddressFamily != family)
            return null;
        return family == AddressFamily.InterNetwork && address.ToString() != text ? null : Plain(address);
    }

    private static int? Port(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && (text == "0" || text[0] != '0') ? port : null;

    private static ProxyRead ReadBinary(ReadOnlySpan<byte> start, ReadOnlySequence<byte> octets)
    {
        var (version, command) = (start[12] >> 4, start[12] & 15);
        var length = BinaryPrimitives.ReadUInt16BigEndian(start[14..]);
        if (version != 2 || command > 1)
            return ProxyRead.Bad("the PROXY header is of a version or a command that does not exist");
        if (length > MaxVariableOctets)
            return ProxyRead.Bad("the PROXY header is too long");
        if (octets.Length < FixedOctets + length)
            return ProxyRead.NeedsMore;
        var total = FixedOctets + length;
        if (command == 0)
            return new ProxyRead(new ProxyHeader(null, null), total, null);
        return ReadAddresses(start[13], octets.Slice(FixedOctets, length).ToArray(), total);
    }

    /// <summary>Family in the upper half of the octet, transport in the lower (section 2.2); mail comes over TCP.</summary>
    private static ProxyRead ReadAddresses(byte family, ReadOnlySpan<byte> body, int total)
    {
        var size = family switch { 0x11 => 4, 0x21 => 16, _ => 0 };
        // Unspecified, and Unix sockets: the proxy does not know a client that has an address.
        if (family is 0x00 or 0x31 or 0x32)
            return new ProxyRead(new ProxyHeader(null, null), total, null);
        if (size == 0)
            return ProxyRead.Bad("the PROXY header is not of TCP over IPv4 or IPv6");
        if (body.Length < (2 * size) + 4)
            return ProxyRead.Bad("the PROXY header is too short for its addresses");
        var ports = body[(2 * size)..];
        return new ProxyRead(
            new ProxyHeader(
                new IPEndPoint(Plain(new IPAddress(body[..size])), BinaryPrimitives.ReadUInt16BigEndian(ports)),
                new IPEndPoint(Plain(new IPAddress(body[size..(2 * size)])), BinaryPrimitives.ReadUInt16BigEndian(ports[2..]))),
            total, null);
    }

    /// <summary>An IPv4 client behind a dual-stack socket is the IPv4 client that networks and limits know.</summary>
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

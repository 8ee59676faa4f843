using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Gatepost.Mail.Smtp.Server.Proxy;

namespace Gatepost.Fuzz.Targets;

/// <summary>The first octets of a proxy's connection. What was read lies inside the input, no beginning of it was read as something else, and written as a line it is read as the same.</summary>
internal sealed class ProxyHeaderTarget : IFuzzTarget
{
    public string Name => "proxy-headers";

    public string Summary => "PROXY headers of version 1 and 2; every beginning waits, and what was read means the same as a line";

    public IReadOnlyList<string> Words { get; } =
    [
        "\r\n\r\n\0\r\nQUIT\n", "!\u0011\0\u000c", "!!\0$", " \0\0\0", "PROXY ", "TCP4 ", "TCP6 ", "UNKNOWN", "192.0.2.1 ", "2001:db8::1 ", "::ffff:192.0.2.1 ", "65535", "25\r\n", "\r\n", " ",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var whole = ProxyHeaderParser.Read(new ReadOnlySequence<byte>(octets));
        Expect.That(whole.Header is null || whole.Problem is null, "both read and refused");
        if (whole.Header is not { } header)
            return;
        Expect.That(whole.Length > 0 && whole.Length <= octets.Length && whole.Length <= ProxyHeaderParser.MaxOctets, $"a header of {whole.Length} octets");
        for (var length = 0; length < whole.Length; length++)
        {
            var part = ProxyHeaderParser.Read(new ReadOnlySequence<byte>(octets, 0, length));
            Expect.That(part is { Header: null, Problem: null }, $"the first {length} octets of a header of {whole.Length} do not wait for the rest");
        }
        Expect.That(header.Client is null == header.Destination is null, "half of the addresses");
        if (header is { Client: { } client, Destination: { } destination } && client.AddressFamily == destination.AddressFamily)
            Again(client, destination);
    }

    private static void Again(IPEndPoint client, IPEndPoint destination)
    {
        Expect.That(!client.Address.IsIPv4MappedToIPv6 && !destination.Address.IsIPv4MappedToIPv6, "a mapped address");
        var family = client.Address.GetAddressBytes().Length == 4 ? "TCP4" : "TCP6";
        var line = string.Create(CultureInfo.InvariantCulture, $"PROXY {family} {client.Address} {destination.Address} {client.Port} {destination.Port}\r\n");
        var again = ProxyHeaderParser.Read(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(line)));
        Expect.Equal($"{client} {destination}", $"{again.Header?.Client} {again.Header?.Destination}", "written as a line");
    }
}

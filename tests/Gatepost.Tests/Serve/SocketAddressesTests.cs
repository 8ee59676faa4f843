using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Hosting.Systemd;

namespace Gatepost.Tests.Serve;

public sealed class SocketAddressesTests
{
    [Theory]
    [InlineData("[::]:25", "[::]:25")]
    [InlineData("0.0.0.0:25", "[::]:25")]
    [InlineData("192.0.2.1:25", "[::ffff:192.0.2.1]:25")]
    [InlineData("192.0.2.1:25", "192.0.2.7:25,192.0.2.1:25")]
    [InlineData("192.0.2.1:25", "")]
    public void The_same_address_is_no_matter(string settings, string sockets) => Assert.Null(SocketAddresses.Mismatch(Listener(settings), Parse(sockets)));

    [Theory]
    [InlineData("127.0.0.1:2525", "[::]:25", "systemctl edit gatepost.socket\" with an empty ListenStream= and then ListenStream=127.0.0.1:2525, or \"address: *:25\" of the listener in gatepost.yaml")]
    [InlineData("[::]:2525", "192.0.2.1:25", "systemctl edit gatepost.socket\" with an empty ListenStream= and then ListenStream=2525, or \"address: 192.0.2.1:25\" of the listener in gatepost.yaml")]
    public void Another_one_is_told_with_both_addresses_and_both_ways_out(string settings, string socket, string advice)
    {
        var words = SocketAddresses.Mismatch(Listener(settings), Parse(socket));
        Assert.StartsWith($"listener mx takes mail on {socket}, which systemd opened, and not on {settings} of gatepost.yaml. Make both the same: ", words, StringComparison.Ordinal);
        Assert.EndsWith(advice, words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_without_a_listener_names_the_listeners_that_there_are() => Assert.Equal(
        "systemd opened [::]:25 with the name smtp, but no listener has that name: nobody answers there. Set FileDescriptorName= of its socket unit to one of the listeners of gatepost.yaml (mx)",
        SocketAddresses.Unclaimed("smtp", Parse("[::]:25"), [Listener("[::]:25")]));

    private static ListenerSettings Listener(string endPoint) => new() { Name = "mx", EndPoint = IPEndPoint.Parse(endPoint) };

    private static IPEndPoint[] Parse(string endPoints) => [.. endPoints.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(IPEndPoint.Parse)];
}

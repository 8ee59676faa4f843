using System.Net;
using System.Net.Sockets;
using Gatepost.Gateway.Receiving;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class InheritedSocketsTests
{
    [Fact]
    public void Sockets_are_found_by_the_name_of_their_listener()
    {
        var sockets = Parse("7", "2", "mx:submission");
        Assert.Equal([3], sockets.For("mx"));
        Assert.Equal([4], sockets.For("submission"));
        Assert.Empty(sockets.For("other"));
        Assert.Equal(["mx", "submission"], sockets.Names.Order());
    }

    [Theory]
    [InlineData("8", "1", "mx")]
    [InlineData(null, "1", "mx")]
    [InlineData("7", "0", "mx")]
    [InlineData("7", "-1", "mx")]
    [InlineData("7", "99999999999", "mx")]
    [InlineData("7", "1", null)]
    [InlineData("7", null, "mx")]
    public void What_is_meant_for_another_process_or_makes_no_sense_is_nothing(string? pid, string? count, string? names) =>
        Assert.Empty(Parse(pid, count, names).For("mx"));

    [Fact]
    public void More_names_than_sockets_are_not_believed() => Assert.Empty(Parse("7", "1", "mx:other").For("other"));

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::")]
    public void The_address_of_a_socket_is_what_the_system_says(string address)
    {
        using var listener = new TcpListener(IPAddress.Parse(address), 0);
        try
        {
            listener.Start();
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
        {
            Assert.Skip($"{address} cannot be had here: IPv6 is off.");
        }
        Assert.Equal(listener.LocalEndpoint, InheritedSockets.AddressOf((int)listener.Server.Handle));
    }

    [Fact]
    public void What_is_no_socket_of_TCP_has_no_address()
    {
        using var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Assert.Null(InheritedSockets.AddressOf((int)local.Handle));
        Assert.Null(InheritedSockets.AddressOf(-1));
    }

    private static InheritedSockets Parse(string? pid, string? count, string? names) => InheritedSockets.Parse(
        name => name switch { "LISTEN_PID" => pid, "LISTEN_FDS" => count, "LISTEN_FDNAMES" => names, _ => null }, 7);
}

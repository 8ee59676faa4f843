using System.Net;
using Gatepost.Gateway.Receiving;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class ConnectionLimiterTests
{
    [Fact]
    public void One_address_gets_only_its_share_and_others_still_theirs()
    {
        var limiter = new ConnectionLimiter(10, 2);
        var greedy = IPAddress.Parse("192.0.2.1");
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(greedy));
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(greedy));
        Assert.Equal(ConnectionAdmission.TooManyOfAddress, limiter.Enter(greedy));
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(IPAddress.Parse("192.0.2.2")));
        limiter.Leave(greedy);
        limiter.Leave(greedy);
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(greedy));
    }

    [Fact]
    public void A_whole_ipv6_network_counts_as_one_address()
    {
        var limiter = new ConnectionLimiter(10, 1);
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(IPAddress.Parse("2001:db8:1:1::1")));
        Assert.Equal(ConnectionAdmission.TooManyOfAddress, limiter.Enter(IPAddress.Parse("2001:db8:1:1:ffff::2")));
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(IPAddress.Parse("2001:db8:1:2::1")));
    }

    [Fact]
    public void All_together_are_bounded_and_the_count_returns_to_zero()
    {
        var limiter = new ConnectionLimiter(2, 2);
        var clients = Enumerable.Range(1, 3).Select(i => IPAddress.Parse($"192.0.2.{i}")).ToList();
        Assert.Equal(
            [ConnectionAdmission.Admitted, ConnectionAdmission.Admitted, ConnectionAdmission.TooManyInAll], clients.Select(limiter.Enter));
        clients.ForEach(limiter.Leave);
        Assert.Equal(0, limiter.Count);
        Assert.Equal(ConnectionAdmission.Admitted, limiter.Enter(clients[0]));
    }
}

using System.Net;
using Gatepost.Gateway.Receiving;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Gateway.Tests.Receiving;

/// <summary>A client that is refused a million times does not fill the volume with our words about it.</summary>
public sealed class RefusalBudgetTests
{
    private static readonly IPAddress Flood = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_flood_is_written_up_to_the_bound_and_told_at_each_tenfold()
    {
        var budget = Budget(perClient: 10, inAll: 1_000);
        var spent = Enumerable.Range(0, 5_000).Select(_ => budget.Spend(Flood)).ToList();
        Assert.Equal(10, spent.Count(one => one.IsWritten));
        Assert.Equal([11, 110, 1_100], spent.Where(one => one.TellCount > 0).Select(one => one.TellCount));
        Assert.True(budget.Spend(IPAddress.Parse("192.0.2.2")).IsWritten);
    }

    [Fact]
    public void A_new_minute_begins_anew()
    {
        var budget = Budget(perClient: 1, inAll: 2);
        Assert.True(budget.Spend(Flood).IsWritten);
        Assert.False(budget.Spend(Flood).IsWritten);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(budget.Spend(Flood).IsWritten);
    }

    [Fact]
    public void A_thousand_clients_together_are_bounded_too()
    {
        var budget = Budget(perClient: 10, inAll: 100);
        var spent = Enumerable.Range(0, 1_000).Select(n => budget.Spend(new IPAddress(new byte[] { 10, 0, (byte)(n >> 8), (byte)n }))).ToList();
        Assert.Equal(100, spent.Count(one => one.IsWritten));
        Assert.Equal(new RefusalSpent(IsWritten: false, 101, OfAll: true), Assert.Single(spent, one => one.TellCount > 0));
    }

    [Fact]
    public void Addresses_of_one_ipv6_network_share_a_budget()
    {
        var budget = Budget(perClient: 1, inAll: 100);
        Assert.True(budget.Spend(IPAddress.Parse("2001:db8:1:1::1")).IsWritten);
        Assert.False(budget.Spend(IPAddress.Parse("2001:db8:1:1:ffff::2")).IsWritten);
    }

    [Fact]
    public void Clients_beyond_those_that_are_remembered_are_held_by_the_bound_of_all()
    {
        var budget = new RefusalBudget(new RefusalLimits { PerClient = 1, InAll = 5, RememberedClients = 1 }, _time);
        Assert.True(budget.Spend(Flood).IsWritten);
        Assert.Equal(4, Enumerable.Range(0, 10).Count(_ => budget.Spend(IPAddress.Parse("192.0.2.2")).IsWritten));
    }

    private RefusalBudget Budget(int perClient, int inAll) => new(new RefusalLimits { PerClient = perClient, InAll = inAll }, _time);
}

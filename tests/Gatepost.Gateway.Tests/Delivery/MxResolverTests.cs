using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.Dns;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class MxResolverTests
{
    private readonly FakeDnsResolver _dns = new();

    [Fact]
    public async Task Lower_preferences_come_first_each_with_its_addresses()
    {
        _dns.Mx("x.test", "20 backup.x.test.", "10 mail.x.test.")
            .Address("mail.x.test", "2001:db8::1", "192.0.2.1").Address("backup.x.test", "192.0.2.2");
        Assert.Equal(
            ["mail.x.test[192.0.2.1]:25", "mail.x.test[2001:db8::1]:25", "backup.x.test[192.0.2.2]:25"], await HopsAsync("x.test"));
    }

    [Fact]
    public async Task Equal_preferences_are_tried_in_random_order_so_that_load_spreads()
    {
        _dns.Mx("x.test", "10 a.x.test", "10 b.x.test", "5 first.x.test")
            .Address("a.x.test", "192.0.2.1").Address("b.x.test", "192.0.2.2").Address("first.x.test", "192.0.2.3");
        var orders = new HashSet<string>();
        for (var seed = 0; seed < 20; seed++)
        {
            var hops = await HopsAsync("x.test", seed);
            Assert.Equal("first.x.test[192.0.2.3]:25", hops[0]);
            orders.Add(hops[1]);
        }
        Assert.Equal(2, orders.Count);
    }

    [Fact]
    public async Task A_domain_that_lists_hundreds_of_dead_servers_costs_eight_look_ups()
    {
        _dns.Mx("x.test", [.. Enumerable.Range(0, 300).Select(n => $"10 dead{n}.x.test")]);
        foreach (var n in Enumerable.Range(0, 300))
            _dns.Address($"dead{n}.x.test");
        await FailsAsync(_dns, "x.test", 5, 4, 4);
        Assert.Equal(8, _dns.Questions.Count(question => question.Contains("dead", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("192.0.2.9")]
    [InlineData("2001:db8::9")]
    public async Task Without_MX_the_domains_own_address_is_its_server(string address)
    {
        _dns.Mx("x.test").Address("x.test", address);
        Assert.Equal([$"x.test[{address}]:25"], await HopsAsync("x.test"));
    }

    [Fact]
    public async Task A_null_MX_is_a_failure_with_5_1_10() => await FailsAsync(_dns.Mx("x.test", "0 ."), "x.test", 5, 1, 10);

    [Fact]
    public async Task A_domain_that_does_not_exist_is_a_failure_with_5_1_2() => await FailsAsync(_dns, "nowhere.test", 5, 1, 2);

    [Fact]
    public async Task A_resolver_that_fails_defers() => await FailsAsync(_dns.Fails("x.test"), "x.test", 4, 4, 3);

    [Fact]
    public async Task A_server_whose_address_cannot_be_looked_up_defers() =>
        await FailsAsync(_dns.Mx("x.test", "10 mail.x.test").Fails("mail.x.test"), "x.test", 4, 4, 3);

    [Fact]
    public async Task One_server_whose_address_cannot_be_looked_up_leaves_the_others()
    {
        _dns.Mx("x.test", "10 bad.x.test", "20 good.x.test").Fails("bad.x.test").Address("good.x.test", "192.0.2.1");
        Assert.Equal(["good.x.test[192.0.2.1]:25"], await HopsAsync("x.test"));
    }

    [Fact]
    public async Task Servers_without_address_are_a_failure() =>
        await FailsAsync(_dns.Mx("x.test", "10 gone.x.test"), "x.test", 5, 4, 4);

    [Fact]
    public async Task A_domain_with_neither_MX_nor_address_is_a_failure() => await FailsAsync(_dns.Mx("x.test").Txt("x.test", "v"), "x.test", 5, 4, 4);

    [Fact]
    public async Task Our_own_name_drops_itself_and_everything_that_is_not_better()
    {
        _dns.Mx("x.test", "10 better.x.test", "20 GW.test.", "20 equal.x.test", "30 worse.x.test");
        foreach (var (host, last) in new[] { ("better", 1), ("equal", 2), ("worse", 3) })
            _dns.Address($"{host}.x.test", $"192.0.2.{last}");
        Assert.Equal(["better.x.test[192.0.2.1]:25"], await HopsAsync("x.test"));
    }

    [Fact]
    public async Task To_be_the_best_server_ourselves_is_a_loop() => await FailsAsync(_dns.Mx("x.test", "10 gw.test", "20 other.test"), "x.test", 5, 4, 6);

    [Fact]
    public async Task Our_own_name_as_a_domain_without_MX_is_a_loop() => await FailsAsync(_dns.Mx("gw.test").Address("gw.test", "192.0.2.1"), "gw.test", 5, 4, 6);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.8.9.1")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("ff02::1")]
    public async Task DNS_of_strangers_cannot_send_us_to_ourselves(string address) =>
        await FailsAsync(_dns.Mx("x.test", "10 trap.x.test").Address("trap.x.test", address), "x.test", 5, 4, 6);

    [Fact]
    public async Task A_private_address_is_no_trap() =>
        Assert.Equal(["mail.x.test[10.0.0.1]:25"], await HopsAsync(
            "x.test", dns: _dns.Mx("x.test", "10 mail.x.test").Address("mail.x.test", "10.0.0.1")));

    [Theory]
    [InlineData("[192.0.2.7]", "192.0.2.7[192.0.2.7]:25")]
    [InlineData("[IPv6:2001:db8::7]", "2001:db8::7[2001:db8::7]:25")]
    public async Task Address_literals_need_no_DNS(string domain, string hop)
    {
        Assert.Equal([hop], await HopsAsync(domain));
        Assert.Empty(_dns.Questions);
    }

    [Theory]
    [InlineData("[127.0.0.1]")]
    [InlineData("[IPv6:::1]")]
    [InlineData("[300.1.1.1]")]
    [InlineData("[1]")]
    [InlineData("[example]")]
    public async Task Address_literals_that_lead_nowhere_are_failures(string domain) =>
        Assert.Equal(SmtpOutcomeKind.Failed, (await Resolver(0).ResolveAsync(domain, default)).Failure?.Kind);

    [Fact]
    public async Task A_thousand_servers_are_not_all_asked_for()
    {
        _dns.Mx("x.test", [.. Enumerable.Range(0, 1_000).Select(n => $"{n} mx{n}.x.test")]);
        for (var n = 0; n < 1_000; n++)
            _dns.Address($"mx{n}.x.test", "192.0.2.1");
        Assert.Equal(8, (await HopsAsync("x.test")).Length);
        Assert.Equal(9, _dns.Questions.Count);
    }

    private MxResolver Resolver(int seed) => new(_dns, "gw.test", new DeliveryLimits(), new Random(seed));

    private async Task<string[]> HopsAsync(string domain, int seed = 0, FakeDnsResolver? dns = null)
    {
        Assert.True(dns is null || dns == _dns);
        var (hops, failure) = await Resolver(seed).ResolveAsync(domain, default);
        Assert.Null(failure);
        return [.. hops.Select(hop => hop.ToString())];
    }

    private async Task FailsAsync(FakeDnsResolver dns, string domain, int status, int subject, int detail)
    {
        Assert.Same(_dns, dns);
        var (hops, failure) = await Resolver(0).ResolveAsync(domain, default);
        Assert.Empty(hops);
        Assert.Equal(new EnhancedStatus(status, subject, detail), failure!.Status);
        Assert.Equal(status == 5 ? SmtpOutcomeKind.Failed : SmtpOutcomeKind.Deferred, failure.Kind);
    }
}

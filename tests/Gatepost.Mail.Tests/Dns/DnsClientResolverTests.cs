using System.Net;
using Gatepost.Mail.Dns;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Mail.Tests.Dns;

public sealed class DnsClientResolverTests : IAsyncDisposable
{
    private readonly TinyDnsServer _server = new();
    private readonly FakeTimeProvider _time = new();
    private readonly DnsClientResolver _dns;

    public DnsClientResolverTests() => _dns = new DnsClientResolver(
        new DnsResolverOptions { Servers = [_server.EndPoint], Retries = 0 }, _time);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task MX_records_come_as_the_server_has_them()
    {
        _server.Mx("x.test", (20, "B.x.test"), (10, "a.x.test"));
        var answer = await _dns.ResolveMxAsync("X.Test.", default);
        Assert.Equal([new MxRecord(20, "b.x.test"), new MxRecord(10, "a.x.test")], answer.Records);
    }

    [Fact]
    public async Task A_null_MX_has_an_empty_host()
    {
        _server.Mx("x.test", (0, "."));
        Assert.Equal([new MxRecord(0, "")], (await _dns.ResolveMxAsync("x.test", default)).Records);
    }

    [Fact]
    public async Task Addresses_of_both_kinds_are_joined()
    {
        _server.A("x.test", "192.0.2.1", "192.0.2.2").Aaaa("x.test", "2001:db8::1");
        var answer = await _dns.ResolveAddressesAsync("x.test", default);
        Assert.Equal(["192.0.2.1", "192.0.2.2", "2001:db8::1"], answer.Records.Select(address => address.ToString()));
    }

    [Fact]
    public async Task Strings_of_a_TXT_record_are_joined()
    {
        _server.Txt("x.test", "v=spf1 ", "-all");
        Assert.Equal(["v=spf1 -all"], (await _dns.ResolveTxtAsync("x.test", default)).Records);
    }

    [Fact]
    public async Task Names_of_addresses_are_found()
    {
        _server.Pointer("1.2.0.192.in-addr.arpa", "host.x.test");
        Assert.Equal(["host.x.test"], (await _dns.ResolvePtrAsync(IPAddress.Parse("192.0.2.1"), default)).Records);
        Assert.Equal(["host.x.test"], (await _dns.ResolvePtrAsync(IPAddress.Parse("::ffff:192.0.2.1"), default)).Records);
    }

    [Fact]
    public async Task Unicode_names_are_asked_for_in_A_labels()
    {
        _server.Mx("xn--exmple-cua.test", (10, "a.x.test"));
        Assert.Equal(DnsStatus.Success, (await _dns.ResolveMxAsync("exämple.test", default)).Status);
    }

    [Fact]
    public async Task An_alias_that_the_server_leaves_to_us_is_followed()
    {
        _server.Alias("x.test", 15, "y.test").Mx("y.test", (10, "a.y.test"));
        Assert.Equal([new MxRecord(10, "a.y.test")], (await _dns.ResolveMxAsync("x.test", default)).Records);
    }

    [Fact]
    public async Task Aliases_in_a_circle_end_as_a_failure()
    {
        _server.Alias("x.test", 15, "y.test").Alias("y.test", 15, "x.test");
        var answer = await _dns.ResolveMxAsync("x.test", default);
        Assert.Equal(DnsStatus.Failed, answer.Status);
        Assert.Contains("CNAME", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_records_and_no_such_name_are_told_apart()
    {
        _server.Txt("x.test", "v");
        Assert.Equal(DnsStatus.NoRecords, (await _dns.ResolveMxAsync("x.test", default)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await _dns.ResolveMxAsync("nowhere.test", default)).Status);
        Assert.Equal(DnsStatus.NoRecords, (await _dns.ResolveAddressesAsync("x.test", default)).Status);
        Assert.Equal(DnsStatus.NoSuchName, (await _dns.ResolveAddressesAsync("nowhere.test", default)).Status);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Refusals_of_the_server_are_failures_with_words(int code)
    {
        _server.Code("x.test", code);
        var answer = await _dns.ResolveMxAsync("x.test", default);
        Assert.Equal(DnsStatus.Failed, answer.Status);
        Assert.StartsWith("x.test MX: ", answer.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_a_failure_and_no_exception()
    {
        _server.Silent("x.test");
        var hasty = new DnsClientResolver(
            new DnsResolverOptions { Servers = [_server.EndPoint], Timeout = TimeSpan.FromMilliseconds(200), Retries = 0 }, _time);
        Assert.Equal(DnsStatus.Failed, (await hasty.ResolveMxAsync("x.test", default)).Status);
        Assert.Equal(DnsStatus.Failed, (await hasty.ResolveAddressesAsync("x.test", default)).Status);
    }

    [Fact]
    public async Task An_address_of_one_kind_is_enough_when_the_other_look_up_fails()
    {
        _server.Code("x.test", 2).A("x.test", "192.0.2.1");
        Assert.Equal(["192.0.2.1"], (await _dns.ResolveAddressesAsync("x.test", default)).Records.Select(address => address.ToString()));
    }

    [Theory]
    [InlineData("a..b.test")]
    [InlineData("")]
    [InlineData("white space.test")]
    public async Task What_is_no_name_is_no_exception(string name) =>
        Assert.NotEqual(DnsStatus.Success, (await _dns.ResolveMxAsync(name, default)).Status);

    [Fact]
    public async Task A_label_that_is_too_long_is_no_exception() =>
        Assert.NotEqual(DnsStatus.Success, (await _dns.ResolveMxAsync(new string('a', 300) + ".test", default)).Status);

    [Fact]
    public async Task Cancellation_is_the_callers()
    {
        _server.Silent("x.test");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _dns.ResolveMxAsync("x.test", stop.Token).AsTask());
    }

    [Fact]
    public async Task An_answer_is_kept_for_its_time_to_live()
    {
        _server.Mx("x.test", (10, "a.x.test"));
        await _dns.ResolveMxAsync("x.test", default);
        _time.Advance(TimeSpan.FromSeconds(59));
        await _dns.ResolveMxAsync("x.test", default);
        Assert.Equal(1, _server.Questions);
        _time.Advance(TimeSpan.FromSeconds(2));
        await _dns.ResolveMxAsync("x.test", default);
        Assert.Equal(2, _server.Questions);
    }

    [Theory]
    [InlineData(600, 300, 300)]
    [InlineData(120, 300, 120)]
    [InlineData(1_000_000, 1_000_000, 10_800)]
    public async Task There_is_none_holds_for_as_long_as_the_zone_says_within_bounds(int timeToLive, int minimum, int seconds)
    {
        _server.Soa = (timeToLive, minimum);
        Assert.Equal(DnsStatus.NoSuchName, (await _dns.ResolveMxAsync("x.test", default)).Status);
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await _dns.ResolveMxAsync("x.test", default);
        Assert.Equal(1, _server.Questions);
        _time.Advance(TimeSpan.FromSeconds(2));
        _server.Mx("x.test", (10, "a.x.test"));
        Assert.Equal(DnsStatus.Success, (await _dns.ResolveMxAsync("x.test", default)).Status);
    }

    [Fact]
    public async Task What_an_alias_led_to_holds_no_longer_than_the_alias()
    {
        _server.Alias("x.test", 15, "y.test", timeToLive: 10).Mx("y.test", (10, "a.y.test"));
        await _dns.ResolveMxAsync("x.test", default);
        _time.Advance(TimeSpan.FromSeconds(11));
        _server.Alias("x.test", 15, "z.test").Mx("z.test", (10, "a.z.test"));
        Assert.Equal([new MxRecord(10, "a.z.test")], (await _dns.ResolveMxAsync("x.test", default)).Records);
    }

    [Fact]
    public async Task A_failure_is_kept_for_seconds_only()
    {
        _server.Code("x.test", 2);
        await _dns.ResolveMxAsync("x.test", default);
        var before = _server.Questions;
        await _dns.ResolveMxAsync("x.test", default);
        Assert.Equal(before, _server.Questions);
        _time.Advance(TimeSpan.FromSeconds(6));
        await _dns.ResolveMxAsync("x.test", default);
        Assert.True(_server.Questions > before);
    }

    [Fact]
    public void The_cache_never_holds_more_than_its_limit()
    {
        var cache = new DnsCache(new DnsCacheLimits { Entries = 100 }, _time);
        for (var n = 0; n < 10_000; n++)
            cache.Put(new($"{n}.test", 1), new DnsAnswer<string>(DnsStatus.Success, ["x"]), TimeSpan.FromHours(1));
        Assert.InRange(cache.Count, 40, 100);
        Assert.NotNull(cache.TryGet(new("9999.test", 1)) ?? cache.TryGet(new("9998.test", 1)));
    }
}

using Gatepost.Gateway.Delivery;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Tests.Policies;

public sealed class NextHopReaderTests
{
    private const string Profiles = "delivery:\n  maximum-life: 3d\n  retry-profiles:\n    quick: {retry-after: [5s, 1m], delay-notice: [1d, 4h]}\n    quiet: {delay-notice: never, maximum-life: 1h, bounce-life: 1h}\n";

    /// <summary>Every key of a route, with a value that must change the route; a key that no code reads fails as unknown, one that changes nothing fails here.</summary>
    [Theory]
    [InlineData("protocol: lmtp")]
    [InlineData("tls: off")]
    [InlineData("tls: required")]
    [InlineData("tls: verified")]
    [InlineData("tls: {mode: verified, implicit: true}")]
    [InlineData("tls: {mode: verified, authorities: tls/ca.pem}")]
    [InlineData("tls: {mode: verified, names: [mail.example, \"*.mail.example\"]}")]
    [InlineData("tls: {mode: required, server-name: tenant.example}")]
    [InlineData("tls: required\n    credentials: smarthost")]
    [InlineData("source-addresses: [192.0.2.1, \"2001:db8::1\"]")]
    [InlineData("hostname: out.example.org")]
    [InlineData("chunking: false")]
    [InlineData("eight-bit: strict")]
    [InlineData("eight-bit: as-is")]
    [InlineData("connections: 3")]
    [InlineData("retry: quick")]
    [InlineData("maximum-life: 2d")]
    public void Every_key_makes_a_difference(string keys)
    {
        var plain = Route("to: example.net\n    hosts: [mail.example.net]");
        var changed = Route("to: example.net\n    hosts: [mail.example.net]\n    " + keys);
        Assert.NotEqual(plain.Key, changed.Key);
        if (keys.Contains('\n', StringComparison.Ordinal))
            Assert.NotEqual(Route("to: example.net\n    hosts: [mail.example.net]\n    " + keys[..keys.IndexOf('\n', StringComparison.Ordinal)]).Key, changed.Key);
    }

    [Fact]
    public void A_route_says_what_its_keys_say()
    {
        var route = Route("""
            to: example.net
                hosts: [{host: mail.example.net, port: 2525, preference: 5}, "unix:/run/lmtp", "[2001:db8::1]"]
                tls: {mode: verified, authorities: ca.pem, names: ["*.example.net"], server-name: sni.example}
                credentials: smarthost
                source-addresses: 192.0.2.1
                hostname: bücher.example
                maximum-life: 2d
            """);
        Assert.Equal(["mail.example.net:2525", "unix:/run/lmtp", "[2001:db8::1]:25"], route.Hosts.Select(host => host.Place));
        Assert.Equal((5, 10), (route.Hosts[0].Preference, route.Hosts[1].Preference));
        Assert.Equal((SmtpClientTls.Verified, "ca.pem", "*.example.net", "sni.example"), (route.Tls.Mode, route.Tls.Authorities, Assert.Single(route.Tls.Names), route.Tls.ServerName));
        Assert.Equal(("smarthost", "192.0.2.1", "xn--bcher-kva.example"), (route.Credentials, Assert.Single(route.SourceAddresses).ToString(), route.HostName));
        Assert.Equal(TimeSpan.FromDays(2), route.MaximumLife);
    }

    [Theory]
    [InlineData("", 25)]
    [InlineData("\n    protocol: lmtp", 24)]
    [InlineData("\n    tls: {mode: required, implicit: true}", 465)]
    public void The_port_that_nobody_names_depends_on_the_protocol(string keys, int port) =>
        Assert.Equal(port, Assert.Single(Route("to: x.example\n    hosts: mail.example" + keys).Hosts).Port);

    [Fact]
    public void One_route_serves_many_domains_and_a_Unicode_name_is_its_A_label()
    {
        var table = PolicyCases.Compile(PolicyCases.Head + "next-hops:\n  - to: [bücher.example, \"*.münchen.example\", a@b.example]\n    mx: true\n    tls: verified\n  - {to: \"*\", mx: true}\n").NextHops;
        foreach (var address in new[] { "x@xn--bcher-kva.example", "x@BÜCHER.example", "x@mail.xn--mnchen-3ya.example", "a@b.example" })
            Assert.Equal(SmtpClientTls.Verified, table.Find(Address(address))!.Tls.Mode);
        Assert.Equal(SmtpClientTls.Opportunistic, table.Find(Address("c@b.example"))!.Tls.Mode);
    }

    [Fact]
    public void Profiles_take_over_what_they_do_not_say()
    {
        var delivery = PolicyCases.Compile(PolicyCases.Head + Profiles).Delivery;
        var (quick, quiet) = (delivery.Profiles["quick"], delivery.Profiles["quiet"]);
        Assert.Equal([TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(1)], quick.RetryAfter);
        Assert.Equal([TimeSpan.FromHours(4), TimeSpan.FromDays(1)], quick.DelayNotices);
        Assert.Equal(TimeSpan.FromDays(3), quick.MaximumLife);
        Assert.Equal((TimeSpan.FromHours(1), TimeSpan.FromHours(1)), (quiet.MaximumLife, quiet.BounceLife));
        Assert.Empty(quiet.DelayNotices);
        Assert.Equal([TimeSpan.FromHours(4)], delivery.DelayNotices);
    }

    [Fact]
    public void The_canonical_form_means_the_same()
    {
        var policy = PolicyCases.Compile(PolicyCases.Head + Profiles + "next-hops:\n  - to: [a.example, b.example]\n    hosts: \"unix:/run/lmtp\"\n    protocol: lmtp\n    retry: quick\n    tls: {mode: verified, names: [x.example]}\n");
        var again = PolicyCases.Compile(policy.Yaml);
        Assert.Equal(policy.Hash, again.Hash);
        Assert.Equal(policy.NextHops.Routes.Select(route => route.Key), again.NextHops.Routes.Select(route => route.Key));
    }

    private static NextHopRoute Route(string keys) =>
        Assert.Single(PolicyCases.Compile(PolicyCases.Head + Profiles + "next-hops:\n  - " + keys + "\n").NextHops.Routes);

    private static Gatepost.Mail.Addresses.EmailAddress Address(string text) => Delivery.DeliveryHarness.Address(text);
}

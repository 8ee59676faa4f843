using System.Collections.Frozen;
using System.Net;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class RelayControlTests
{
    private static readonly PolicySnapshot Policy = new()
    {
        Revision = 1,
        Hash = "",
        InternalDomains = new DomainSet(["example.org", "*.example.org", "münchen.example"]),
        NextHops = new NextHopTable([]),
        Areas = FrozenDictionary<string, QuarantineArea>.Empty,
    };

    [Theory]
    [InlineData("a@example.org")]
    [InlineData("a@EXAMPLE.org")]
    [InlineData("a@deep.sub.example.org")]
    [InlineData("a@xn--mnchen-3ya.example")]
    [InlineData("a@MÜNCHEN.example")]
    public void Our_domains_are_accepted_from_anybody(string recipient) => Assert.Null(Judge(recipient, isRelayClient: false));

    [Theory]
    [InlineData("a@example.com")]
    [InlineData("a@badexample.org")]
    [InlineData("a@example.org.evil.example")]
    [InlineData("a@sub.münchen.example")]
    [InlineData("a@[192.0.2.1]")]
    [InlineData("victim%evil.example@example.org")]
    [InlineData("evil.example!victim@example.org")]
    public void Others_are_refused_with_5_7_1(string recipient)
    {
        var reply = Judge(recipient, isRelayClient: false);
        Assert.Equal(550, reply!.Code);
        Assert.Equal("5.7.1", reply.Status.ToString());
    }

    [Theory]
    [InlineData("a@example.com")]
    [InlineData("victim%evil.example@example.org")]
    public void Relay_clients_may_send_anywhere(string recipient) => Assert.Null(Judge(recipient, isRelayClient: true));

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("11.1.2.3", false)]
    [InlineData("2001:db8::5", true)]
    [InlineData("2001:db9::5", false)]
    public void Relay_networks_are_known_in_every_spelling(string client, bool isRelay) => Assert.Equal(
        isRelay, RelayControl.IsRelayClient(IPAddress.Parse(client), [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32")]));

    [Theory]
    [InlineData("postmaster", "", "postmaster@example.org")]
    [InlineData("POSTMASTER", "mx.gateway.example", "postmaster@example.org")]
    [InlineData("postmaster", "sub.example.org", "postmaster@sub.example.org")]
    [InlineData("someone", "mx.gateway.example", "someone@mx.gateway.example")]
    public void Postmaster_of_the_gateway_is_the_postmaster_of_the_first_domain(string local, string domain, string expected) =>
        Assert.Equal(expected, RelayControl.Resolve(new EmailAddress(local, domain), Policy, "mx.gateway.example").ToString());

    private static Gatepost.Mail.Smtp.SmtpReply? Judge(string recipient, bool isRelayClient)
    {
        var at = recipient.LastIndexOf('@');
        return RelayControl.Judge(new EmailAddress(recipient[..at], recipient[(at + 1)..]), isRelayClient, Policy);
    }

    [Theory]
    [InlineData(ListenerRole.Mx, false, false, null)]
    [InlineData(ListenerRole.Mx, true, false, null)]
    [InlineData(ListenerRole.Mx, true, true, null)]
    [InlineData(ListenerRole.Relay, false, true, null)]
    [InlineData(ListenerRole.Relay, false, false, "550 5.7.1 This server takes mail from its own clients only, and yours is not one of them")]
    [InlineData(ListenerRole.Relay, true, false, "530 5.7.0 Authentication required")]
    public void At_a_relay_listener_strangers_may_send_nothing(ListenerRole role, bool authentication, bool isRelayClient, string? expected)
    {
        var listener = new ListenerSettings { Name = "x", EndPoint = new IPEndPoint(IPAddress.Loopback, 25), Role = role, Authentication = authentication };
        Assert.Equal(expected, RelayControl.JudgeClient(listener, isRelayClient)?.ToString());
    }
}

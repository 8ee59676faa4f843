using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>Mail that came by a front which names its next hop goes back there, whatever the routes say, and what is said about it too.</summary>
public sealed class FrontNextHopTests
{
    [Fact]
    public async Task The_routes_are_not_asked_for_a_copy_with_a_next_hop()
    {
        await using var routed = SmtpSink.Start();
        await using var front = SmtpSink.Start();
        await using var harness = new DeliveryHarness([DeliveryHarness.Route("*", routed.Port)]);
        await harness.StartAsync();

        var envelope = harness.EnvelopeOf("a@example.net", DeliveryHarness.To("b@example.org", default));
        var entry = await harness.SubmitAsync(envelope, copy: new SpoolCopy(0, SpoolOutcome.Deliver, [0], [], NextHop: new SpoolNextHop("127.0.0.1", front.Port)));
        var twin = await harness.SubmitAsync(envelope);

        await harness.FinishedAsync(entry);
        await harness.FinishedAsync(twin);
        Assert.Single(front.Messages);
        Assert.Single(routed.Messages);
    }

    [Fact]
    public async Task A_bounce_of_such_mail_goes_the_same_way()
    {
        await using var front = SmtpSink.Start(new SinkBehaviour { Recipient = to => to == "b@example.org" ? "550 5.1.1 Nobody here" : null });
        await using var harness = new DeliveryHarness([]);
        await harness.StartAsync();

        var envelope = harness.EnvelopeOf("a@example.net", DeliveryHarness.To("b@example.org", default));
        await harness.SubmitAsync(envelope, copy: new SpoolCopy(0, SpoolOutcome.Deliver, [0], [], NextHop: new SpoolNextHop("127.0.0.1", front.Port)));

        Assert.Equal(["a@example.net"], Assert.Single(await front.WaitForAsync(1, TimeSpan.FromSeconds(60))).Recipients);
    }

    [Theory]
    [InlineData("127.0.0.1", SmtpClientTls.Off)]
    [InlineData("::1", SmtpClientTls.Off)]
    [InlineData("localhost", SmtpClientTls.Off)]
    [InlineData("mail.example.org", SmtpClientTls.Opportunistic)]
    [InlineData("192.0.2.1", SmtpClientTls.Opportunistic)]
    public void Tls_is_for_next_hops_on_other_machines(string host, SmtpClientTls tls) =>
        Assert.Equal(tls, Destination.OfFront(new SpoolNextHop(host, 10_026)).Route!.Tls.Mode);
}

using System.Text;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>Mail that needs more than its next hop offers.</summary>
public sealed class DowngradeTests
{
    private const string EightBit = "Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n";

    private const string Signed =
        "Subject: hi\r\nMIME-Version: 1.0\r\nContent-Type: multipart/signed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n"
        + "--b\r\nContent-Type: application/pgp-signature\r\n\r\nsig\r\n--b--\r\n";

    [Theory]
    [InlineData(EightBitRule.Convert)]
    [InlineData(EightBitRule.Strict)]
    public async Task An_old_server_gets_seven_bits(EightBitRule rule)
    {
        var (message, _) = await SendAsync(EightBit, rule, "SIZE");
        Assert.Contains("Gr=C3=BC=C3=9Fe\r\n", message!.Text, StringComparison.Ordinal);
        Assert.Contains("Content-Transfer-Encoding: quoted-printable\r\n", message.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(message.Content, octet => octet > 127);
        Assert.Contains(FormattableString.Invariant($"SIZE={message.Content.Length}"), message.MailLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(EightBit, EightBitRule.AsIs, "SIZE")]
    [InlineData(EightBit, EightBitRule.Convert, "8BITMIME")]
    [InlineData(EightBit, EightBitRule.Strict, "8BITMIME")]
    [InlineData(Signed, EightBitRule.Convert, "SIZE")]
    [InlineData("Subject: hi\r\n\r\nplain\r\n", EightBitRule.Strict, "SIZE")]
    public async Task Everything_else_goes_as_it_is(string content, EightBitRule rule, string offer)
    {
        var (message, _) = await SendAsync(content, rule, offer);
        Assert.EndsWith(content, Encoding.UTF8.GetString(message!.Content), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strict_route_refuses_what_cannot_be_converted()
    {
        var (message, reply) = await SendAsync(Signed, EightBitRule.Strict, "SIZE");
        Assert.Null(message);
        Assert.Contains("cannot be converted without breaking it", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject: Grüße\r\n\r\nplain\r\n", "8BITMIME", false)]
    [InlineData("Subject: Grüße\r\n\r\nplain\r\n", "SMTPUTF8", true)]
    [InlineData("Subject: plain\r\n\r\nGrüße\r\n", "8BITMIME", true)]
    public async Task A_message_whose_header_needs_SMTPUTF8_goes_nowhere_else(string content, string offer, bool isDelivered)
    {
        var (message, reply) = await SendAsync(content, EightBitRule.Convert, offer, isUtf8: true);
        Assert.Equal(isDelivered, message is not null);
        if (!isDelivered)
            Assert.Contains("header fields of the message are not ASCII", reply, StringComparison.Ordinal);
        else
            Assert.Equal(offer == "SMTPUTF8", message!.MailLine.Contains("SMTPUTF8", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Status_codes_of_both_refusals_are_those_of_their_RFCs()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Extensions = ["SIZE"] });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("x.test", sink.Port) with { EightBit = EightBitRule.Strict }, DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var envelope = gateway.EnvelopeOf("alice@example.net", DeliveryHarness.To("bob@x.test", DsnNotify.Default));
        await gateway.FinishedAsync(await gateway.SubmitAsync(envelope, Signed));
        await gateway.FinishedAsync(await gateway.SubmitAsync(envelope with { SmtpUtf8 = true }, "Subject: Grüße\r\n\r\nplain\r\n"));
        var bounces = await sink.WaitForAsync(2);
        Assert.Contains(bounces, bounce => bounce.Text.Contains("Status: 5.6.3", StringComparison.Ordinal));
        Assert.Contains(bounces, bounce => bounce.Text.Contains("Status: 5.6.9", StringComparison.Ordinal));
    }

    private static async Task<(SinkMessage? Message, string? Reply)> SendAsync(string content, EightBitRule rule, string offer, bool isUtf8 = false)
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Extensions = ["SIZE", offer] });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port) with { EightBit = rule }]);
        await gateway.StartAsync();
        var envelope = gateway.EnvelopeOf(null, DeliveryHarness.To("bob@x.test", DsnNotify.Never)) with { SmtpUtf8 = isUtf8 };
        var entry = await gateway.SubmitAsync(envelope, content);
        await gateway.FinishedAsync(entry);
        return (sink.Messages.SingleOrDefault(), entry.States[0].Reply);
    }
}

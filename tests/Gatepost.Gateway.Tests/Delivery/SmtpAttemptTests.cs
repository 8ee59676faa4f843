using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Client;
using Gatepost.Testing.NextHops;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class SmtpAttemptTests
{
    private const string Greeting = "S: 220 hop\nC: EHLO gw.test\nS: 250 hop\n";

    private const string First = "C: MAIL FROM:<a@example.net>\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nS: 250 taken\n";

    [Theory]
    [InlineData(Greeting + First + "C: MAIL *\nS: 421 4.7.0 enough\ngone", false, 1)]
    [InlineData(Greeting + "C: MAIL *\nS: 421 4.7.0 enough\ngone", true, 0)]
    public async Task An_attempt_with_outcomes_is_never_taken_back(string dialogue, bool isCrowded, int delivered)
    {
        await using var hop = new ScriptedNextHop(dialogue);
        await using var gateway = new DeliveryHarness([]);
        var limits = new DeliveryLimits { RecipientsPerTransaction = delivered == 0 ? 100 : 1 };
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test", "c@x.test");
        var job = new DeliveryJob(new DeliveryItem(entry, 0), entry.Record.Copies[0], [0, 1], IsForced: false);
        var message = MessageEditor.Open(gateway.Spool.OpenContent(entry), "", []);
        using var outgoing = new OutgoingContent(message, entry.Record.Envelope, EightBitRule.AsIs, gateway.Get<SevenBitRoom>());
        var attempt = new SmtpAttempt(job, outgoing, default, limits);
        var connector = new SmtpConnector(new SmtpClientOptions { HostName = "gw.test" }, TimeProvider.System);
        var (connection, _) = await connector.ConnectAsync(new SmtpNextHop("hop.test", hop.EndPoint), SmtpClientTls.Off, TestContext.Current.CancellationToken);
        await using (connection!)
            await attempt.SendAsync(connection!, TestContext.Current.CancellationToken);
        attempt.NoteTrouble(SmtpOutcome.Of(new SmtpReply(421, null, "too many connections")), "hop.test");

        var result = attempt.Result("hop.test: too many connections");

        Assert.Equal(isCrowded, result.IsCrowded);
        Assert.True(result.WasPushedBack);
        Assert.Equal(delivered, result.Recipients.Count(recipient => recipient.Outcome.Kind == SmtpOutcomeKind.Delivered));
        Assert.Equal(2, result.Recipients.Length);
    }
}

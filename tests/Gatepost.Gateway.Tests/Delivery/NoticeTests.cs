using System.Collections.Frozen;
using System.Text;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class NoticeTests
{
    private static SinkBehaviour Refusing(string reply) => new() { Recipient = address => address.EndsWith("@x.test", StringComparison.Ordinal) ? reply : null };

    private static SinkBehaviour WithoutDsn(SinkBehaviour behaviour) => behaviour with { Extensions = ["PIPELINING"] };

    [Fact]
    public async Task A_failure_is_told_to_the_sender_with_the_next_hops_own_words()
    {
        await using var sink = SmtpSink.Start(Refusing("550 5.1.1 No such user here"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@x.test");
        await gateway.FinishedAsync(entry);
        var bounce = Assert.Single(await sink.WaitForAsync(1));
        Assert.Equal(("", "alice@example.net"), (bounce.Sender, Assert.Single(bounce.Recipients)));
        Assert.Equal("auto-replied", bounce.Header("Auto-Submitted"));
        Assert.Contains("\r\nAction: failed\r\nStatus: 5.1.1\r\n", bounce.Text, StringComparison.Ordinal);
        Assert.Contains("Diagnostic-Code: smtp; 550 5.1.1 No such user here\r\n", bounce.Text, StringComparison.Ordinal);
        Assert.Contains(entry.Id.ToString(), bounce.Text, StringComparison.Ordinal);
        Assert.Equal(RecipientStatus.Bounced, gateway.Log.Statuses.First(status => status.MailId == entry.Id).Status);
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the bounce to be finished");
    }

    [Fact]
    public async Task The_books_balance_with_bounces_among_them()
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("alice@example.net", "bob@x.test", "carol@y.test"));
        await sink.WaitForAsync(2);
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the bounce to be finished");
        var bounce = Assert.Single(gateway.Log.Messages);
        Assert.Equal((LocalMail.Listener, "", true), (bounce.Listener, bounce.Sender, bounce.Accepted));
        Assert.Equal(2 + bounce.Recipients.Length, gateway.Log.Statuses.Count(status => status.Status.IsFinal()));
    }

    [Theory]
    [InlineData(DsnNotify.Default, true)]
    [InlineData(DsnNotify.Failure, true)]
    [InlineData(DsnNotify.Failure | DsnNotify.Success, true)]
    [InlineData(DsnNotify.Never, false)]
    [InlineData(DsnNotify.Success, false)]
    [InlineData(DsnNotify.Delay, false)]
    public async Task A_failure_is_told_to_those_who_want_to_hear_of_it(DsnNotify notify, bool told)
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync(gateway.EnvelopeOf("alice@example.net", DeliveryHarness.To("bob@x.test", notify))));
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the end");
        Assert.Equal(told ? 1 : 0, sink.Count);
    }

    [Theory]
    [InlineData(DsnNotify.Success, false, "relayed")]
    [InlineData(DsnNotify.Success | DsnNotify.Failure, false, "relayed")]
    [InlineData(DsnNotify.Success, true, null)]
    [InlineData(DsnNotify.Default, false, null)]
    [InlineData(DsnNotify.Failure | DsnNotify.Delay, false, null)]
    [InlineData(DsnNotify.Never, false, null)]
    public async Task Success_is_told_on_request_and_by_us_only_where_the_next_hop_does_not(DsnNotify notify, bool hopHasDsn, string? action)
    {
        await using var sink = SmtpSink.Start(hopHasDsn ? new SinkBehaviour() : WithoutDsn(new SinkBehaviour()));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync(gateway.EnvelopeOf("alice@example.net", DeliveryHarness.To("bob@x.test", notify))));
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the end");
        Assert.Equal(action is null ? 1 : 2, sink.Count);
        if (action is not null)
            Assert.Contains($"\r\nAction: {action}\r\nStatus: 2.0.0\r\n", sink.Messages.Last().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DsnNotify.Default, 1)]
    [InlineData(DsnNotify.Delay, 1)]
    [InlineData(DsnNotify.Failure, 0)]
    [InlineData(DsnNotify.Never, 0)]
    public async Task A_delay_is_told_once(DsnNotify notify, int notices)
    {
        await using var sink = SmtpSink.Start(Refusing("451 4.7.1 Later"));
        await using var gateway = new DeliveryHarness(
            [DeliveryHarness.Route("*", sink.Port)], new DeliverySettings { RetryAfter = [TimeSpan.FromHours(1)], DelayNotices = [TimeSpan.FromHours(3)] });
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync(gateway.EnvelopeOf("alice@example.net", DeliveryHarness.To("bob@x.test", notify)));
        await gateway.AttemptedAsync(entry, 1);
        Assert.Equal(0, sink.Count);
        await gateway.UntilAsync(() => entry.States[0].Attempts >= 8, "eight attempts", TimeSpan.FromMinutes(10));
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 1, "the notice to be delivered", TimeSpan.FromSeconds(1));
        Assert.Equal(notices, sink.Count);
        Assert.Equal(notices == 1, entry.States[0].DelayTold);
        if (notices == 1)
            Assert.Contains("Action: delayed\r\nStatus: 4.7.1\r\n", sink.Messages.First().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_has_the_waits_warnings_and_life_of_its_profile_and_its_own_life_goes_before_that()
    {
        await using var sink = SmtpSink.Start(Refusing("451 4.7.1 Later"));
        var patient = new RetryProfile { RetryAfter = [TimeSpan.FromMinutes(30)], DelayNotices = [TimeSpan.FromHours(1), TimeSpan.FromHours(3)], MaximumLife = TimeSpan.FromDays(9) };
        await using var gateway = new DeliveryHarness(
            [DeliveryHarness.Route("x.test", sink.Port) with { Retry = "patient", MaximumLife = TimeSpan.FromHours(6) }, DeliveryHarness.Route("*", sink.Port)],
            new DeliverySettings { Profiles = new Dictionary<string, RetryProfile> { ["patient"] = patient }.ToFrozenDictionary() });
        await gateway.StartAsync();
        var start = gateway.Time.GetUtcNow();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@x.test");
        await gateway.AttemptedAsync(entry, 1);
        Assert.InRange(entry.States[0].NextAttempt!.Value - start, TimeSpan.FromMinutes(27), TimeSpan.FromMinutes(33));
        await gateway.UntilAsync(() => entry.IsFinished, "the bounce", TimeSpan.FromMinutes(5));
        Assert.InRange(gateway.Log.Attempts.Where(attempt => attempt.MailId == entry.Id).Max(attempt => attempt.At) - start, TimeSpan.FromHours(6), TimeSpan.FromHours(6.2));
        var notices = await sink.WaitForAsync(3);
        Assert.Equal(2, notices.Count(notice => notice.Text.Contains("Action: delayed", StringComparison.Ordinal)));
        Assert.Single(notices, notice => notice.Text.Contains("Action: failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_was_tried_for_its_whole_life_bounces_as_expired()
    {
        await using var sink = SmtpSink.Start(Refusing("451 4.7.1 Later"));
        await using var gateway = new DeliveryHarness(
            [DeliveryHarness.Route("*", sink.Port)], new DeliverySettings { RetryAfter = [TimeSpan.FromHours(4)], MaximumLife = TimeSpan.FromHours(10), DelayNotices = [] });
        await gateway.StartAsync();
        var start = gateway.Time.GetUtcNow();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@x.test");
        await gateway.AttemptedAsync(entry, 1);
        await gateway.UntilAsync(() => entry.IsFinished, "the bounce", TimeSpan.FromMinutes(10));
        Assert.InRange(gateway.Log.Attempts.Max(attempt => attempt.At) - start, TimeSpan.FromHours(10), TimeSpan.FromHours(10.5));
        var bounce = (await sink.WaitForAsync(1))[0].Text;
        Assert.Contains("Action: failed\r\nStatus: 4.4.7\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("451 4.7.1 Later", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bounce_that_bounces_goes_to_the_postmaster_and_there_it_ends()
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync((string?)null, "bob@x.test"));
        var notice = Assert.Single(await sink.WaitForAsync(1));
        Assert.Equal(("", "postmaster@gw.test"), (notice.Sender, Assert.Single(notice.Recipients)));

        sink.Behaviour = new SinkBehaviour { Recipient = _ => "550 Nobody at all" };
        await gateway.FinishedAsync(await gateway.SubmitAsync((string?)null, "bob@x.test"));
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the chain to end");
        Assert.Equal(1, sink.Count);
        Assert.Equal(2, gateway.Log.Messages.Count());
    }

    [Fact]
    public async Task The_postmaster_of_the_policy_is_told_instead_of_our_own()
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)], new DeliverySettings { Postmaster = "admin@example.org" });
        await gateway.StartAsync();
        await gateway.SubmitAsync((string?)null, "bob@x.test");
        Assert.Equal(["admin@example.org"], Assert.Single(await sink.WaitForAsync(1)).Recipients);
    }

    [Fact]
    public async Task Above_the_cap_bounces_go_to_the_log_only_until_the_hour_is_over()
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)], new DeliverySettings { BouncesPerHourAndAddress = 2 });
        await gateway.StartAsync();
        for (var n = 0; n < 5; n++)
            await gateway.FinishedAsync(await gateway.SubmitAsync("victim@example.net", "bob@x.test"));
        await gateway.FinishedAsync(await gateway.SubmitAsync("other@example.net", "bob@x.test"));
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the end");
        Assert.Equal(["victim@example.net", "victim@example.net", "other@example.net"], sink.Messages.Select(message => message.Recipients[0]));
        gateway.Time.Advance(TimeSpan.FromMinutes(61));
        await gateway.FinishedAsync(await gateway.SubmitAsync("victim@example.net", "bob@x.test"));
        await sink.WaitForAsync(4);
    }

    [Theory]
    [InlineData(DsnReturn.Unspecified, false)]
    [InlineData(DsnReturn.Headers, false)]
    [InlineData(DsnReturn.Full, true)]
    public async Task RET_says_how_much_of_the_message_comes_back(DsnReturn wish, bool whole)
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var envelope = gateway.EnvelopeOf("a@example.net", DeliveryHarness.To("bob@x.test", DsnNotify.Default)) with { Return = wish, EnvelopeId = "E+2B1" };
        await gateway.SubmitAsync(envelope, "Subject: quoted\r\n\r\nthe body\r\n");
        var bounce = Assert.Single(await sink.WaitForAsync(1)).Text;
        Assert.Contains("Subject: quoted\r\n", bounce, StringComparison.Ordinal);
        Assert.Contains("Original-Envelope-Id: E+1\r\n", bounce, StringComparison.Ordinal);
        Assert.Equal(whole, bounce.Contains("the body", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_message_comes_back_as_header_only_whatever_RET_says()
    {
        await using var sink = SmtpSink.Start(Refusing("550 No"));
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var envelope = gateway.EnvelopeOf("a@example.net", DeliveryHarness.To("bob@x.test", DsnNotify.Default)) with { Return = DsnReturn.Full };
        await gateway.SubmitAsync(envelope, "Subject: quoted\r\n\r\n" + new StringBuilder().Insert(0, "a line of the body\r\n", 5_000));
        Assert.DoesNotContain("a line of the body", Assert.Single(await sink.WaitForAsync(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mail_that_was_rejected_after_its_250_is_told_to_its_sender()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync(
            gateway.EnvelopeOf("alice@example.org", DeliveryHarness.To("bob@x.test", DsnNotify.Default)),
            copy: new SpoolCopy(0, SpoolOutcome.Bounce, [0], [], Reason: "programs are not allowed"));
        await gateway.FinishedAsync(entry);
        var bounce = Assert.Single(await sink.WaitForAsync(1)).Text;
        Assert.Contains("programs are not allowed", bounce, StringComparison.Ordinal);
        Assert.Contains("Status: 5.7.1\r\n", bounce, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recipient_without_a_route_bounces()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("example.net", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@nowhere.test");
        await gateway.FinishedAsync(entry);
        Assert.Contains("Status: 5.4.4\r\n", Assert.Single(await sink.WaitForAsync(1)).Text, StringComparison.Ordinal);
    }
}

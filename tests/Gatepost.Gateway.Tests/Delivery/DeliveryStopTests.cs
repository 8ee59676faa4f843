using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

/// <summary>What a stop, and a fault of our own, make of a delivery that is under way.</summary>
public sealed class DeliveryStopTests
{
    [Fact]
    public async Task A_stop_that_cuts_an_attempt_keeps_what_the_next_hop_has_said_already()
    {
        using var answer = new ManualResetEventSlim();
        var transactions = 0;
        await using var sink = SmtpSink.Start(new SinkBehaviour
        {
            EndOfData = _ =>
            {
                if (++transactions == 2)
                    answer.Wait(TimeSpan.FromSeconds(30));
                return null;
            },
        });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", [.. Enumerable.Range(0, 150).Select(n => $"u{n}@x.test")]);
        await gateway.UntilAsync(() => Volatile.Read(ref transactions) == 2, "the second transaction");
        await gateway.StopAsync();
        answer.Set();
        Assert.Equal(100, entry.States.Count(state => state.Status == RecipientStatus.Delivered));
        Assert.Equal(50, entry.States.Count(state => state is { Status: RecipientStatus.Queued, Attempts: 0 }));
        Assert.Equal(100, gateway.Log.Attempts.Count());
    }

    [Fact]
    public async Task A_fault_of_our_own_counts_as_an_attempt_so_that_the_message_is_not_tried_for_ever()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness(
            [DeliveryHarness.Route("*", sink.Port)], new DeliverySettings { MaximumLife = TimeSpan.FromHours(1) }, failpoints: new BrokenPlace());
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@x.test");
        await gateway.AttemptedAsync(entry, 1);
        Assert.Equal("a fault of the gateway (InvalidOperationException)", entry.States[0].Reply);
        await gateway.UntilAsync(() => entry.IsFinished, "the end of its life", TimeSpan.FromMinutes(1));
        Assert.Equal(RecipientStatus.Bounced, gateway.Log.Statuses.First(status => status.MailId == entry.Id).Status);
        Assert.InRange(gateway.Log.Attempts.Count(attempt => attempt.MailId == entry.Id), 2, 10);
    }

    [Fact]
    public async Task A_fault_before_the_first_command_counts_too()
    {
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", 25)], new DeliverySettings { MaximumLife = TimeSpan.FromHours(1) });
        await gateway.StartAsync();
        // An edit that this version does not know: what a newer program may have left in the spool.
        var entry = await gateway.SubmitAsync(
            gateway.EnvelopeOf("alice@example.net", DeliveryHarness.To("bob@x.test", Gatepost.Mail.Smtp.DsnNotify.Default)), copy: new SpoolCopy(0, SpoolOutcome.Deliver, [0], [new AddHeaderEdit(null!, null!)]));
        await gateway.AttemptedAsync(entry, 1);
        Assert.StartsWith("a fault of the gateway", entry.States[0].Reply, StringComparison.Ordinal);
        await gateway.UntilAsync(() => entry.IsFinished, "the end of its life", TimeSpan.FromMinutes(1));
    }

    private sealed class BrokenPlace : IFailpoints
    {
        public void Hit(string name)
        {
            if (name == FailpointNames.BeforeNextHopReply)
                throw new InvalidOperationException("a fault");
        }
    }
}

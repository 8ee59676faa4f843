using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;
using Gatepost.Testing.NextHops;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class SmtpDeliveryTests
{
    [Fact]
    public async Task A_message_reaches_its_next_hop_below_our_trace_and_leaves_the_spool()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.FinishedAsync(entry);
        var message = Assert.Single(sink.Messages);
        Assert.Equal("Received: trace\r\nSubject: hi\r\n\r\nbody\r\n", message.Text);
        Assert.Equal("alice@example.net", message.Sender);
        Assert.Empty(gateway.Spool.Entries);
        var attempt = Assert.Single(gateway.Log.Attempts);
        Assert.Equal(("delivered", "250 2.0.0 Sunk", 1), (attempt.Outcome, attempt.Reply, attempt.Attempt));
        Assert.Equal($"127.0.0.1[127.0.0.1]:{sink.Port}", attempt.NextHop);
        Assert.Equal(RecipientStatus.Delivered, Assert.Single(gateway.Log.Statuses).Status);
        Assert.Equal(0, gateway.Queue.Count);
    }

    [Fact]
    public async Task Recipients_of_one_route_share_a_transaction_and_others_have_their_own()
    {
        await using var one = SmtpSink.Start();
        await using var two = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", one.Port), DeliveryHarness.Route("two.test", two.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "x@one.test", "y@two.test", "z@one.test"));
        Assert.Equal(["x@one.test", "z@one.test"], Assert.Single(one.Messages).Recipients);
        Assert.Equal(["y@two.test"], Assert.Single(two.Messages).Recipients);
    }

    [Fact]
    public async Task More_than_a_hundred_recipients_go_in_several_transactions()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", [.. Enumerable.Range(0, 250).Select(n => $"u{n}@x.test")]));
        Assert.Equal([100, 100, 50], sink.Messages.Select(message => message.Recipients.Count));
        Assert.Equal(1, sink.Connections);
    }

    [Fact]
    public async Task Too_many_recipients_for_the_next_hop_go_with_the_next_transaction_at_once()
    {
        var accepted = 0;
        await using var sink = SmtpSink.Start(new SinkBehaviour
        {
            Recipient = _ => ++accepted > 2 ? "452 4.5.3 Too many recipients" : null,
            EndOfData = _ =>
            {
                accepted = 0;
                return null;
            },
        });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "1@x.test", "2@x.test", "3@x.test", "4@x.test", "5@x.test"));
        Assert.Equal([2, 2, 1], sink.Messages.Select(message => message.Recipients.Count));
    }

    [Fact]
    public async Task Each_recipient_gets_the_state_that_its_answer_means()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour
        {
            Recipient = address => address switch
            {
                "never@x.test" => "550 5.1.1 No such user",
                "later@x.test" => "450 4.2.1 Greylisted",
                _ => null,
            },
        });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "ok@x.test", "never@x.test", "later@x.test");
        await gateway.AttemptedAsync(entry, 1, recipient: 2);
        Assert.Equal(
            [RecipientStatus.Delivered, RecipientStatus.Bounced, RecipientStatus.Queued], entry.States.Select(state => state.Status));
        Assert.Equal("450 4.2.1 Greylisted", entry.States[2].Reply);
        Assert.InRange(entry.States[2].NextAttempt!.Value - gateway.Time.GetUtcNow(), TimeSpan.FromMinutes(4.5), TimeSpan.FromMinutes(5.5));
    }

    [Fact]
    public async Task A_deferred_recipient_is_tried_again_alone_and_not_before_its_time()
    {
        var refuse = true;
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = address => refuse && address == "later@x.test" ? "450 Later" : null });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "ok@x.test", "later@x.test");
        await gateway.AttemptedAsync(entry, 1, recipient: 1);
        refuse = false;
        gateway.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.Equal(1, entry.States[1].Attempts);
        gateway.Time.Advance(TimeSpan.FromMinutes(2));
        await gateway.FinishedAsync(entry);
        Assert.Equal(["later@x.test"], sink.Messages.Last().Recipients);
        Assert.Equal([1, 2], gateway.Log.Attempts.Where(attempt => attempt.Recipient == 1).Select(attempt => attempt.Attempt));
    }

    [Fact]
    public async Task The_better_host_is_tried_first_and_the_next_one_when_it_does_not_listen()
    {
        await using var second = SmtpSink.Start();
        var closed = Loopback.FreePort();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", closed, second.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "b@x.test"));
        Assert.Equal(1, second.Count);
        await using var first = SmtpSink.Start();
        await using var healthy = new DeliveryHarness([DeliveryHarness.Route("*", first.Port, second.Port)]);
        await healthy.StartAsync();
        await healthy.FinishedAsync(await healthy.SubmitAsync("a@example.net", "b@x.test"));
        Assert.Equal((1, 1), (first.Count, second.Count));
    }

    [Theory]
    [InlineData("S: 421 too busy")]
    [InlineData("S: 554 no service for you")]
    [InlineData("close")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 250 hop\nC: MAIL FROM:<a@example.net>\nS: 421 going down")]
    [InlineData("S: 220 hop\nC: EHLO gw.test\nS: 250 hop\nC: MAIL FROM:<a@example.net>\nS: 250 ok\nC: RCPT TO:<b@x.test>\nclose")]
    public async Task A_host_that_is_in_trouble_before_the_content_leaves_the_mail_to_the_next(string dialogue)
    {
        await using var first = new ScriptedNextHop(dialogue);
        await using var second = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", first.EndPoint.Port, second.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "b@x.test"));
        Assert.Equal(1, second.Count);
    }

    [Fact]
    public async Task After_the_final_dot_no_other_host_is_tried_at_once()
    {
        await using var first = new ScriptedNextHop(
            "S: 220 hop\nC: EHLO gw.test\nS: 250 hop\nC: MAIL FROM:<a@example.net>\nS: 250 ok\nC: RCPT TO:<b@x.test>\nS: 250 ok\nC: DATA\nS: 354 go\ncontent\nclose");
        await using var second = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", first.EndPoint.Port, second.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await gateway.AttemptedAsync(entry, 1);
        Assert.Equal(0, second.Count);
        Assert.Contains("may arrive twice", entry.States[0].Reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dead_destination_is_not_hammered_and_its_mail_waits_together()
    {
        var closed = Loopback.FreePort();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", closed)]);
        var entries = new List<SpoolEntry>();
        for (var n = 0; n < 30; n++)
            entries.Add(await gateway.SubmitAsync("a@example.net", $"u{n}@x.test"));
        await gateway.StartAsync();
        foreach (var entry in entries)
            await gateway.AttemptedAsync(entry, 1);
        Assert.InRange(entries.Count(entry => !entry.States[0].Reply!.StartsWith("not tried", StringComparison.Ordinal)), 1, 5);
        Assert.Contains("connection refused", entries[29].States[0].Reply, StringComparison.Ordinal);
        Assert.All(entries, entry => Assert.Equal(RecipientStatus.Queued, entry.States[0].Status));
    }

    [Fact]
    public async Task A_destination_that_comes_back_gets_its_mail_at_the_next_attempt()
    {
        await using var sink = SmtpSink.Start();
        await sink.CloseAsync();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await gateway.AttemptedAsync(entry, 1);
        sink.Open();
        gateway.Time.Advance(TimeSpan.FromMinutes(6));
        await gateway.FinishedAsync(entry);
        Assert.Equal(1, sink.Count);
    }

    [Fact]
    public async Task Flush_tries_now_whatever_schedule_and_back_off_say()
    {
        await using var sink = SmtpSink.Start();
        await sink.CloseAsync();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await gateway.AttemptedAsync(entry, 1);
        await gateway.UntilAsync(() => gateway.Queue.Flush(entry.Id) == 1, "the item to wait again");
        await gateway.AttemptedAsync(entry, 2);
        sink.Open();
        await gateway.UntilAsync(() => gateway.Queue.Flush() == 1, "the item to wait again");
        await gateway.FinishedAsync(entry);
        Assert.Equal(0, gateway.Queue.Flush());
    }

    [Fact]
    public async Task Messages_that_follow_each_other_share_a_connection_and_an_idle_one_is_closed()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "1@x.test"));
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "2@x.test"));
        Assert.Equal((2, 1), (sink.Count, sink.Connections));
        gateway.Time.Advance(TimeSpan.FromSeconds(11));
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "3@x.test"));
        Assert.Equal((3, 2), (sink.Count, sink.Connections));
    }

    [Fact]
    public async Task An_idle_connection_that_died_is_replaced_without_a_word()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "1@x.test"));
        await sink.CloseAsync();
        sink.Open();
        await gateway.FinishedAsync(await gateway.SubmitAsync("a@example.net", "2@x.test"));
        Assert.Equal(["delivered", "delivered"], gateway.Log.Attempts.Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task No_more_connections_than_allowed_are_open_at_once()
    {
        var (now, most) = (0, 0);
        await using var sink = SmtpSink.Start(new SinkBehaviour
        {
            Recipient = _ =>
            {
                var count = Interlocked.Increment(ref now);
                lock (typeof(SinkBehaviour))
                    most = Math.Max(most, count);
                return null;
            },
            EndOfDataDelay = TimeSpan.FromMilliseconds(30),
            EndOfData = _ =>
            {
                Interlocked.Decrement(ref now);
                return null;
            },
        });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)], new DeliverySettings { ConnectionsPerDestination = 3 });
        List<SpoolEntry> entries = [];
        for (var n = 0; n < 20; n++)
            entries.Add(await gateway.SubmitAsync("a@example.net", $"u{n}@x.test"));
        await gateway.StartAsync();
        foreach (var entry in entries)
            await gateway.FinishedAsync(entry);
        Assert.Equal(3, most);
        Assert.Equal(3, sink.Connections);
    }

    [Fact]
    public async Task What_a_person_holds_is_not_delivered_until_it_is_released()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = _ => "450 Later" });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await gateway.AttemptedAsync(entry, 1);
        await gateway.Get<SpoolOperations>().HoldAsync(entry.Id, "a test", default);
        sink.Behaviour = new SinkBehaviour();
        gateway.Time.Advance(TimeSpan.FromHours(1));
        await gateway.UntilAsync(() => gateway.Queue.Count == 0, "the queue to let go of it");
        Assert.Equal(0, sink.Count);
        await gateway.Get<SpoolOperations>().ReleaseAsync(entry.Id, "a test", default);
        await gateway.FinishedAsync(entry);
        Assert.Equal(1, sink.Count);
    }

    [Fact]
    public async Task What_was_held_for_longer_than_its_life_is_tried_for_its_life_after_the_release()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = _ => "450 Later" });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await gateway.Get<SpoolOperations>().HoldAsync(entry.Id, "a test", default);
        gateway.Time.Advance(TimeSpan.FromDays(30));
        await gateway.StartAsync();
        await gateway.Get<SpoolOperations>().ReleaseAsync(entry.Id, "a test", default);
        await gateway.AttemptedAsync(entry, 1);
        Assert.Equal((RecipientStatus.Queued, gateway.Time.GetUtcNow()), (entry.States[0].Status, entry.States[0].QueuedSince));
        sink.Behaviour = new SinkBehaviour();
        await gateway.UntilAsync(() => entry.IsFinished, "the second attempt", TimeSpan.FromMinutes(1));
        Assert.Equal(1, sink.Count);
    }

    [Fact]
    public async Task An_outcome_that_our_disk_refuses_to_note_is_noted_later_and_nothing_is_sent_again()
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = address => address == "later@x.test" ? "450 Later" : null });
        var disk = new RefusingDisk();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)], disk: disk);
        var entry = await gateway.SubmitAsync("a@example.net", "ok@x.test", "later@x.test");
        disk.Refuses = true;
        await gateway.StartAsync();
        await sink.WaitForAsync(1);
        await gateway.UntilAsync(() => disk.Refused >= 3, "three refusals", TimeSpan.FromSeconds(1), evenInFlight: true);
        Assert.Equal(0, entry.States[0].Attempts);
        disk.Refuses = false;
        await gateway.UntilAsync(() => entry.States[0].Status == RecipientStatus.Delivered, "the note", TimeSpan.FromSeconds(1), evenInFlight: true);
        Assert.Equal(1, sink.Count);
        Assert.Equal(2, gateway.Log.Attempts.Count());
    }

    [Fact]
    public async Task A_restart_keeps_attempts_and_the_time_of_the_next_one()
    {
        using var folder = new Gatepost.Testing.Disk.TemporaryFolder();
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = _ => "450 Later" });
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        await using (var before = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)], folder: folder.Path, time: time))
        {
            await before.StartAsync();
            await before.AttemptedAsync(await before.SubmitAsync("a@example.net", "b@x.test"), 1);
        }
        sink.Behaviour = new SinkBehaviour();
        await using var after = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)], folder: folder.Path, time: time);
        await after.StartAsync();
        var entry = Assert.Single(after.Spool.Entries);
        Assert.Equal((1, 1), (entry.States[0].Attempts, after.Queue.Count));
        Assert.Equal(0, sink.Count);
        time.Advance(TimeSpan.FromMinutes(6));
        await after.FinishedAsync(entry);
        Assert.Equal(2, after.Log.Attempts.Single().Attempt);
    }

    [Fact]
    public async Task A_stop_lets_a_transaction_that_is_under_way_end()
    {
        var begun = new TaskCompletionSource();
        await using var sink = SmtpSink.Start(new SinkBehaviour
        {
            EndOfDataDelay = TimeSpan.FromMilliseconds(300),
            Recipient = _ =>
            {
                begun.TrySetResult();
                return null;
            },
        });
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await begun.Task;
        var stopping = gateway.Get<Microsoft.Extensions.Hosting.IHostedService>().StopAsync(default);
        await stopping;
        Assert.True(entry.IsFinished);
        Assert.Equal(1, sink.Count);
    }

    [Fact]
    public async Task A_stop_does_not_wait_for_a_next_hop_that_hangs_and_the_message_stays_queued()
    {
        await using var hop = new ScriptedNextHop("S: 220 hop\nC: EHLO gw.test\nsilence");
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", hop.EndPoint.Port)]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("a@example.net", "b@x.test");
        await gateway.UntilAsync(() => hop.Connections == 1, "the connection");
        await gateway.StopAsync();
        Assert.Equal((RecipientStatus.Queued, 0), (entry.States[0].Status, entry.States[0].Attempts));
    }

    [Fact]
    public async Task DSN_wishes_are_handed_to_a_next_hop_that_offers_DSN()
    {
        await using var sink = SmtpSink.Start();
        await using var gateway = new DeliveryHarness([DeliveryHarness.Route("*", sink.Port)]);
        await gateway.StartAsync();
        var envelope = gateway.EnvelopeOf("a@example.net", DeliveryHarness.To("b@x.test", DsnNotify.Success | DsnNotify.Failure)) with
        {
            Return = DsnReturn.Full, EnvelopeId = "id1", Body = SmtpBody.EightBitMime,
        };
        await gateway.FinishedAsync(await gateway.SubmitAsync(envelope));
        var message = Assert.Single(sink.Messages);
        Assert.Equal($"MAIL FROM:<a@example.net> SIZE={message.Size} BODY=8BITMIME RET=FULL ENVID=id1", message.MailLine);
        Assert.Equal(["RCPT TO:<b@x.test> NOTIFY=SUCCESS,FAILURE"], message.RecipientLines);
        Assert.Empty(gateway.Log.Messages);
    }
}

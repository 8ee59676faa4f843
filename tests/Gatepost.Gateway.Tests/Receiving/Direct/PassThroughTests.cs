using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Servers;

namespace Gatepost.Gateway.Tests.Receiving.Direct;

/// <summary>What goes straight on and what does not, and whose answer the client hears.</summary>
public sealed class PassThroughTests
{
    private const string Clean = "Subject: hello\r\n\r\n..dots and Grüße\r\n";

    [Fact]
    public async Task A_clean_message_goes_straight_on_and_its_answer_is_the_next_hops()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port);
        Assert.Equal(["250 2.1.5 Recipient ok", "250 2.1.5 Recipient ok"], await bench.OpenAsync("b@example.org", "c@elsewhere.example"));

        var answer = await bench.ContentAsync(Clean);

        var line = Assert.Single(bench.Log.Messages);
        Assert.Equal($"250 2.0.0 Sunk (id {line.MailId})", answer);
        var arrived = Assert.Single(sink.Messages);
        Assert.Equal(("a@example.net", "b@example.org,c@elsewhere.example"), (arrived.Sender, string.Join(',', arrived.Recipients)));
        Assert.StartsWith("Received: from mail.example.org ([192.0.2.25])", arrived.Text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n" + Clean[..16] + "\r\n.dots and Grüße\r\n", System.Text.Encoding.UTF8.GetString(arrived.Content), StringComparison.Ordinal);
        // Never in the queue, but told in the log as if it had been.
        Assert.Equal(0, bench.Files);
        Assert.True(line.Accepted);
        Assert.All(line.Recipients, recipient => Assert.Equal(RecipientStatus.Delivered, recipient.Status));
        Assert.Equal([(0, "delivered", "250 2.0.0 Sunk"), (1, "delivered", "250 2.0.0 Sunk")], bench.Log.Attempts.Select(attempt => (attempt.Recipient, attempt.Outcome, attempt.Reply)));
        Assert.Equal($"127.0.0.1[127.0.0.1]:{sink.Port}", bench.Log.Attempts.First().NextHop);
    }

    /// <summary>A death before the lines leaves a client without an answer, who comes again; one after them cannot be told from a lost answer.</summary>
    [Fact]
    public async Task The_log_is_written_between_the_next_hops_answer_and_ours()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port);
        var places = new List<string>();
        bench.Failpoints.Passed = place => places.Add($"{place}: {sink.Count} taken, {bench.Log.Messages.Count()} told");
        await bench.OpenAsync("b@example.org");
        Assert.StartsWith("250", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Equal(["delivery-reply-before: 0 taken, 0 told", "delivery-reply-after: 1 taken, 0 told", "receive-reply-before: 1 taken, 1 told"], places);
    }

    [Fact]
    public async Task Edits_that_all_recipients_get_are_made_on_the_way()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port);
        await bench.OpenAsync("tagged@example.org");
        Assert.StartsWith("250 2.0.0 Sunk", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Equal("[tagged] hello", Assert.Single(sink.Messages).Header("Subject"));
        Assert.Equal(0, bench.Files);
    }

    [Fact]
    public async Task Copies_that_differ_go_through_the_spool_and_to_the_same_next_hop()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port);
        await bench.OpenAsync("tagged@example.org", "b@example.org");

        Assert.StartsWith("250 2.0.0 Ok: queued as", await bench.ContentAsync(Clean), StringComparison.Ordinal);

        Assert.Empty(sink.Messages);
        var copies = Assert.Single(bench.Spool.Entries).Record.Copies;
        Assert.Equal(2, copies.Length);
        Assert.All(copies, copy => Assert.Equal(new SpoolNextHop("127.0.0.1", sink.Port), copy.NextHop));
        // The next hop was told to forget what it had heard: the next message finds it ready.
        Assert.Equal(["250 2.1.5 Recipient ok"], await bench.EnvelopeAsync("b@example.org"));
        Assert.StartsWith("250 2.0.0 Sunk", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Equal(["b@example.org"], Assert.Single(sink.Messages).Recipients);
        Assert.Equal(1, sink.Connections);
    }

    [Theory]
    [InlineData("550 5.1.1 No such user", "550 5.1.1 No such user")]
    [InlineData("451 4.2.1 Mailbox busy", "451 4.2.1 Mailbox busy")]
    [InlineData("450 Greylisted", "450 Greylisted")]
    public async Task A_recipient_that_the_next_hop_refuses_is_refused_with_its_words(string reply, string expected)
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { Recipient = to => to.StartsWith("x@", StringComparison.Ordinal) ? reply : null });
        await using var bench = new DirectBench(sink.Port);
        var answers = await bench.OpenAsync("x@example.org", "b@example.org");
        Assert.StartsWith(expected, answers[0], StringComparison.Ordinal);
        Assert.Equal("250 2.1.5 Recipient ok", answers[1]);
        Assert.StartsWith("250", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Equal(["b@example.org"], Assert.Single(sink.Messages).Recipients);
    }

    [Theory]
    [InlineData("554 5.7.1 Not here", "failed")]
    [InlineData("452 4.3.1 Disk full", "deferred")]
    public async Task Content_that_the_next_hop_refuses_is_refused_with_its_words_and_not_kept(string reply, string outcome)
    {
        await using var sink = SmtpSink.Start(new SinkBehaviour { EndOfData = _ => reply });
        await using var bench = new DirectBench(sink.Port);
        await bench.OpenAsync("b@example.org");

        var answer = await bench.ContentAsync(Clean);

        var line = Assert.Single(bench.Log.Messages);
        Assert.Equal($"{reply} (id {line.MailId})", answer);
        Assert.False(line.Accepted);
        Assert.Null(line.Recipients[0].Status);
        Assert.Equal((outcome, reply), (bench.Log.Attempts.Single().Outcome, bench.Log.Attempts.Single().Reply));
        Assert.Equal(0, bench.Files);
    }

    [Fact]
    public async Task A_virus_is_refused_before_the_queue_and_the_next_hop_never_sees_it()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port, QueueSide.Before, finding: FindingCategory.Virus);
        await bench.OpenAsync("b@example.org");
        Assert.StartsWith("550 5.7.1 It carries a virus (id ", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
        Assert.Equal(0, bench.Files);
    }

    [Fact]
    public async Task A_virus_is_quarantined_after_the_queue()
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port, QueueSide.After, finding: FindingCategory.Virus);
        await bench.OpenAsync("b@example.org");
        Assert.StartsWith("250 2.0.0 Ok: queued as", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
        var copy = Assert.Single(Assert.Single(bench.Spool.Entries).Record.Copies);
        Assert.Equal((SpoolOutcome.Quarantine, new SpoolNextHop("127.0.0.1", sink.Port)), (copy.Outcome, copy.NextHop));
    }

    [Theory]
    [InlineData(QueueSide.Before)]
    [InlineData(QueueSide.After)]
    public async Task An_engine_that_is_down_leaves_the_message_with_the_mail_server(QueueSide queue)
    {
        await using var sink = SmtpSink.Start();
        await using var bench = new DirectBench(sink.Port, queue, finding: FindingCategory.Unscannable);
        await bench.OpenAsync("b@example.org");
        Assert.StartsWith("451 4.7.1", await bench.ContentAsync(Clean), StringComparison.Ordinal);
        Assert.Empty(sink.Messages);
        Assert.Equal(0, bench.Files);
    }
}

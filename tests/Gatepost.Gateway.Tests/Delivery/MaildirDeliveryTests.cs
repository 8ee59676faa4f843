using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Tests.Delivery;

public sealed class MaildirDeliveryTests
{
    private static readonly NextHopRoute Inbox = new() { To = "*", Maildir = "inbox" };

    [Fact]
    public async Task A_message_lands_in_new_with_its_envelope_on_top_and_its_octets_unchanged()
    {
        await using var gateway = new DeliveryHarness([Inbox]);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org", "carol@example.org");
        await gateway.FinishedAsync(entry);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(gateway.Folder, "inbox", "new")));
        Assert.Equal(
            "Return-Path: <alice@example.net>\r\nDelivered-To: bob@example.org\r\nDelivered-To: carol@example.org\r\nReceived: trace\r\nSubject: hi\r\n\r\nbody\r\n",
            await File.ReadAllTextAsync(file));
        Assert.Contains(entry.Id.ToString(), Path.GetFileName(file), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(gateway.Folder, "inbox", "tmp")));
        Assert.True(Directory.Exists(Path.Combine(gateway.Folder, "inbox", "cur")));
    }

    [Fact]
    public async Task A_null_sender_has_an_empty_return_path()
    {
        await using var gateway = new DeliveryHarness([Inbox]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync((string?)null, "bob@example.org"));
        var file = Assert.Single(Directory.GetFiles(Path.Combine(gateway.Folder, "inbox", "new")));
        Assert.StartsWith("Return-Path: <>\r\n", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_that_a_crash_repeats_makes_no_second_file()
    {
        var failpoints = new CrashOnce(FailpointNames.AfterNextHopReply);
        await using var gateway = new DeliveryHarness([Inbox], failpoints: failpoints);
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.UntilAsync(() => failpoints.Crashed, "the crash");
        Assert.Equal(RecipientStatus.Queued, entry.States[0].Status);
        await gateway.UntilAsync(() => entry.IsFinished, "the second attempt", TimeSpan.FromMinutes(1));
        Assert.Single(Directory.GetFiles(Path.Combine(gateway.Folder, "inbox", "new")));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_defers_the_mail()
    {
        await using var gateway = new DeliveryHarness([Inbox]);
        await File.WriteAllTextAsync(Path.Combine(gateway.Folder, "inbox"), "a file where the folder should be");
        await gateway.StartAsync();
        var entry = await gateway.SubmitAsync("alice@example.net", "bob@example.org");
        await gateway.AttemptedAsync(entry, 1);
        Assert.Equal(RecipientStatus.Queued, entry.States[0].Status);
        Assert.Contains("cannot be written", entry.States[0].Reply, StringComparison.Ordinal);
        File.Delete(Path.Combine(gateway.Folder, "inbox"));
        await gateway.UntilAsync(() => entry.IsFinished, "the second attempt", TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Success_in_a_Maildir_is_told_as_delivered()
    {
        await using var gateway = new DeliveryHarness([Inbox]);
        await gateway.StartAsync();
        await gateway.FinishedAsync(await gateway.SubmitAsync(gateway.EnvelopeOf("a@example.net", DeliveryHarness.To("b@example.org", DsnNotify.Success))));
        await gateway.UntilAsync(() => gateway.Spool.Entries.Count == 0, "the notice");
        var texts = Directory.GetFiles(Path.Combine(gateway.Folder, "inbox", "new")).Select(File.ReadAllText).ToArray();
        Assert.Equal(2, texts.Length);
        Assert.Contains(texts, text => text.Contains("Action: delivered\r\n", StringComparison.Ordinal));
    }
}

/// <summary>A place where the first pass ends in an exception, as near to a crash as a test inside the process can come.</summary>
internal sealed class CrashOnce(string place) : IFailpoints
{
    private int _passes;

    public bool Crashed => Volatile.Read(ref _passes) > 0;

    public void Hit(string name)
    {
        if (name == place && Interlocked.Increment(ref _passes) == 1)
            throw new InvalidOperationException("the process dies here");
    }
}

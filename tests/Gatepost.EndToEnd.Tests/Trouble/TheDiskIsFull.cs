using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>A full volume means 452, never a lost message and never half a one; when there is room again, mail flows by itself.</summary>
[Collection(Heavy.Collection)]
public sealed class TheDiskIsFull
{
    [Fact]
    public async Task Below_the_minimum_no_mail_is_taken_and_what_was_taken_arrives()
    {
        await using var volume = await SmallVolume.MountAsync("48m");
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(
            new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port), DataFolder = Path.Combine(volume.Path, "data"), MinimumFree = "16MB" });
        await sink.CloseAsync();

        var accepted = await SendUntilRefusedAsync(gatepost.Port, 1_000_000);

        Assert.True(accepted.Ids.Count > 3, $"{accepted.Ids.Count} were taken");
        Assert.Equal(452, accepted.Refusal.Code);
        Assert.StartsWith("4.3.1", accepted.Refusal.Text, StringComparison.Ordinal);
        await EverythingArrivesAsync(gatepost, sink, accepted.Ids, flush: false);
    }

    [Fact]
    public async Task A_write_that_fails_is_a_452_and_leaves_nothing_behind()
    {
        await using var volume = await SmallVolume.MountAsync("48m");
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(
            new GatepostOptions { Policy = TestPolicies.DeliverAll(sink.Port), DataFolder = Path.Combine(volume.Path, "data"), MinimumFree = "0" });
        await sink.CloseAsync();

        // No minimum: the writes themselves fail, at some octet of some message.
        var accepted = await SendUntilRefusedAsync(gatepost.Port, 3_000_000);

        Assert.Equal(452, accepted.Refusal.Code);
        Assert.NotEmpty(accepted.Ids);
        await EverythingArrivesAsync(gatepost, sink, accepted.Ids, flush: true);
    }

    private static async Task<(List<string> Ids, SmtpAnswer Refusal)> SendUntilRefusedAsync(int port, int size)
    {
        var ids = new List<string>();
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        var body = string.Concat(Enumerable.Repeat(new string('x', 76) + "\r\n", size / 78));
        for (var number = 0; number < 200; number++)
        {
            var id = $"full-{number}@tests.example";
            var answer = await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(MailText.Simple("a@sender.example", "user@example.org", "Full", body, id)));
            if (answer.Code != 250)
                return (ids, answer);
            ids.Add(id);
        }
        throw new InvalidOperationException("The volume never filled.");
    }

    private static async Task EverythingArrivesAsync(GatepostProcess gatepost, SmtpSink sink, List<string> ids, bool flush)
    {
        Assert.False(gatepost.HasExited, gatepost.Log);
        sink.Open();
        // Else by itself, once the back-off of the destination is over: a minute.
        if (flush)
            await gatepost.CommandAsync("queue", "flush");
        await sink.WaitForAsync(ids.Count, TimeSpan.FromSeconds(120));
        Assert.Equal(ids.Order(), sink.Messages.Select(message => message.MessageId!).Order());

        // Room again: it takes mail again, with nobody's help.
        await Wait.UntilAsync(
            async () =>
            {
                await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
                await client.CommandAsync("EHLO client.example");
                var message = MailText.Simple("a@sender.example", "user@example.org", "Room again", "Hello.");
                return (await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(message))).Code == 250;
            },
            TimeSpan.FromSeconds(30),
            () => "mail is taken again");
        await sink.WaitForAsync(ids.Count + 1);
        await Books.SettledAsync(gatepost, ids.Count + 1);
    }
}

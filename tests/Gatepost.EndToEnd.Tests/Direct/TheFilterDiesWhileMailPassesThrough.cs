using Gatepost.Gateway.Spool;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Direct;

/// <summary>
/// Promise 1 where nothing is spooled: SIGKILL at each failpoint that a message passes on its way straight to the next hop, before the queue of its mail server. The client hears 250 only
/// when the next hop has the message, and who heard nothing comes again.
/// </summary>
public sealed class TheFilterDiesWhileMailPassesThrough
{
    [Theory]
    [InlineData(FailpointNames.BeforeNextHopReply, false, false)]
    [InlineData(FailpointNames.AfterNextHopReply, true, false)]
    [InlineData(FailpointNames.BeforeOurReply, true, false)]
    [InlineData(FailpointNames.AfterOurReply, true, true)]
    public async Task Nothing_is_lost_and_only_what_got_no_answer_arrives_twice(string failpoint, bool isTaken, bool isAnswered)
    {
        await using var mailServer = SmtpSink.Start();
        await using var trap = SmtpSink.Start();
        var port = Loopback.FreePort();
        await using var gatepost = await FilterStory.StartAsync(port, mailServer.Port, "before", trap);
        await gatepost.KillAsync();
        await gatepost.StartAsync(new Dictionary<string, string> { ["GATEPOST_FAILPOINT"] = failpoint });
        var message = FilterStory.Message("Through", "through");

        var answer = await SendAsync(port, message);
        await Wait.UntilAsync(() => Task.FromResult(gatepost.HasExited), TimeSpan.FromSeconds(60), () => $"the process dies at {failpoint}\n{gatepost.Log}");

        Assert.Equal(128 + Signals.Kill, gatepost.ExitCode);
        Assert.Equal(isAnswered ? 250 : null, answer?.Code);
        Assert.Equal(isTaken ? 1 : 0, mailServer.Count);

        await gatepost.StartAsync();
        if (!isAnswered)
            Assert.Equal(250, (await SendAsync(port, message))?.Code);
        // Another one, so that whatever the start would have sent by itself had its time.
        Assert.Equal(250, (await SendAsync(port, FilterStory.Message("After it", "after")))?.Code);
        await Books.SettledAsync(gatepost, 2);

        var arrived = mailServer.Messages.Where(sunk => sunk.MessageId == "through@sender.example").ToArray();
        Assert.Equal(isTaken && !isAnswered ? 2 : 1, arrived.Length);
        Assert.All(arrived, sunk => FilterStory.AssertUnchanged(message, sunk.Content));
        Assert.Empty(Directory.GetFiles(Path.Combine(gatepost.DataFolder, "spool/queue")));
        Assert.Empty(Directory.GetFiles(Path.Combine(gatepost.DataFolder, "spool/incoming")));
        Assert.Empty(trap.Messages);
    }

    /// <summary>Null when the connection ends without an answer to the content.</summary>
    private static async Task<SmtpAnswer?> SendAsync(int port, byte[] message)
    {
        await Wait.UntilAsync(() => Loopback.IsListeningAsync(port), TimeSpan.FromSeconds(60), () => "the filter takes connections");
        try
        {
            return await FilterStory.SendAsync(port, message, "user@example.org");
        }
        catch (IOException)
        {
            return null;
        }
    }
}

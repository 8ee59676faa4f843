using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>Promise 6: fifty sessions at once, each with 25 MB, through inspection, clamd and delivery, in bounded memory.</summary>
[Collection(Heavy.Collection)]
public sealed class FiftyLargeMessagesStayWithinMemory(ITestOutputHelper output)
{
    private const int Sessions = 50;
    private const int Size = 25_000_000;
    private const long Bound = 600_000_000;

    [Fact]
    public async Task The_peak_stays_under_600_megabytes()
    {
        await using var clamd = await ClamdServer.StartAsync();
        await using var sink = SmtpSink.Start(new SinkBehaviour { KeepContent = false });
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port, clamd.Address, "120s"), Settings = "inspection-budget: 5m" });
        var wire = MailText.ForTheWire(System.Text.Encoding.ASCII.GetBytes(TestMail.WithAttachment("Large", "noise.bin", Noise())));

        var answers = await Task.WhenAll(Enumerable.Range(0, Sessions).Select(number => SendUntilTakenAsync(gatepost.Port, number, wire)));

        await sink.WaitForAsync(Sessions, TimeSpan.FromMinutes(4));
        var peak = gatepost.PeakResidentOctets;
        output.WriteLine($"Peak resident memory {peak / 1e6:0} MB; {answers.Sum()} times a session was told to come back");
        Assert.All(sink.Messages, message => Assert.True(message.Size > wire.Length - 100));
        Assert.True(peak < Bound, $"{peak / 1e6:0} MB");
        await Books.SettledAsync(gatepost, Sessions);
    }

    // 18.5 MB are 25 MB in base64.
    private static byte[] Noise()
    {
        var noise = new byte[Size / 4 * 3 / 78 * 76];
        new Random(1).NextBytes(noise);
        return noise;
    }

    // Overload is answered with 4xx and an enhanced code, and the client comes back; returns how often.
    private static async Task<int> SendUntilTakenAsync(int port, int number, byte[] wire)
    {
        for (var putOff = 0; putOff < 100; putOff++)
        {
            await using var client = await TestSmtpClient.ConnectAsync(port);
            if (client.Greeting.Code == 220)
            {
                await client.CommandAsync("EHLO client.example");
                var answer = await client.SendAsync("a@sender.example", [$"user{number}@example.org"], wire);
                if (answer.Code == 250)
                    return putOff;
                Assert.True(answer.Code is 421 or 451 or 452 && answer.Text.StartsWith("4.", StringComparison.Ordinal), answer.ToString());
            }
            await Task.Delay(1_000);
        }
        throw new InvalidOperationException("A session was put off a hundred times.");
    }
}

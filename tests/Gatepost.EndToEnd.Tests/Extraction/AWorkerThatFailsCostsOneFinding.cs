using System.IO.Compression;
using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Extraction;

/// <summary>Promise 6: a file that takes its parser over costs its message a finding, and no other message anything.</summary>
public sealed class AWorkerThatFailsCostsOneFinding
{
    private static readonly Dictionary<string, string> WithFaults = new() { ["GATEPOST_TEST_EXTRACTOR_FAULTS"] = "1" };

    private static readonly string[] Faults = ["overflow", "memory", "heap", "hang", "spin", "exit", "garbage", "lies", "too-much", "throw"];

    [Fact]
    public async Task However_it_fails_the_message_is_quarantined_and_mail_flows()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port), Environment = WithFaults });

        foreach (var fault in Faults)
        {
            Assert.Equal(250, (await SendAsync(gatepost.Port, fault, $"gatepost-fault:{fault}")).Code);
            Assert.Equal(250, (await SendAsync(gatepost.Port, $"{fault}-after", "notes.txt")).Code);
        }

        var books = await Books.SettledAsync(gatepost, 2 * Faults.Length);
        Assert.True(books.Quarantined == Faults.Length, gatepost.Log);
        await sink.WaitForAsync(Faults.Length);
        Assert.All(sink.Messages, message => Assert.EndsWith("-after@tests.example", message.MessageId, StringComparison.Ordinal));
        Assert.False(gatepost.HasExited, gatepost.Log);
        // A worker that is killed leaves nothing that the next would fall over.
        Assert.Contains("Files are opened in processes of their own", gatepost.Log, StringComparison.Ordinal);
    }

    /// <summary>It would hang for ever: nobody is left who would end it.</summary>
    [Fact]
    public async Task A_worker_that_hangs_ends_with_a_gateway_that_was_killed()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port), Environment = WithFaults });
        var workers = new List<int>();
        var sending = SendAsync(gatepost.Port, "hang", "gatepost-fault:hang");
        await Wait.UntilAsync(() => (workers = MemoryOfAll.Children(gatepost.Pid)).Count > 0, TimeSpan.FromSeconds(60), "a worker is there");
        // Wherever it is by then, starting, resting or hanging.
        await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken));
        workers = MemoryOfAll.Children(gatepost.Pid);
        await gatepost.KillAsync();
        await Wait.UntilAsync(() => workers.TrueForAll(worker => !Directory.Exists($"/proc/{worker}")), TimeSpan.FromSeconds(60), $"all of {string.Join(' ', workers)} end");
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    private static async Task<SmtpAnswer> SendAsync(int port, string id, string name)
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(Message(id, Gzip(name))));
    }

    private static byte[] Message(string id, byte[] gzip) => Encoding.ASCII.GetBytes(
        $"From: <a@sender.example>\r\nTo: <user@example.org>\r\nSubject: Notes\r\nMessage-ID: <{id}@tests.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + "--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--b\r\nContent-Type: application/gzip\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"notes.gz\"\r\n\r\n"
        + Convert.ToBase64String(gzip, Base64FormattingOptions.InsertLineBreaks) + "\r\n--b--\r\n");

    /// <summary>A gzip file with a name field, which the BCL's own writer leaves out.</summary>
    private static byte[] Gzip(string name)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.ASCII.GetBytes($"the notes of {name}"));
        var plain = packed.ToArray();
        return [.. plain[..3], 8, .. plain[4..10], .. Encoding.ASCII.GetBytes(name), 0, .. plain[10..]];
    }
}

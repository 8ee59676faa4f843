using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Extraction;

/// <summary>Promise 6: a bomb of any kind is answered within the budget, never as clean, and mail goes on flowing meanwhile.</summary>
[Collection(Heavy.Collection)]
public sealed class BombsDoNotStopTheMail(ITestOutputHelper log)
{
    private const long MegaOctets = 1_048_576;
    private const int MailBetween = 40;

    /// <summary>What is read to its end within all bounds, holds nothing, and is delivered.</summary>
    private static readonly Dictionary<string, string> Harmless = new(StringComparer.Ordinal)
    {
        ["json-deep.json"] = "read as text, of which its depth is no property: 400 kB of brackets, and nobody here parses them",
    };

    [Fact]
    public async Task Each_is_answered_and_none_is_delivered()
    {
        var bombs = Bombs.Read().SelectMany(AsMessages).ToList();
        Assert.True(bombs.Count >= 12, "the set of bombs");
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Bombs(sink.Port) });

        var memory = new MemoryOfAll(gatepost.Pid);
        await using (memory)
        {
            var mail = SendMailAsync(gatepost.Port);
            // Two senders, as many as there are workers on the smallest machine.
            await Parallel.ForEachAsync(bombs, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (bomb, _) =>
            {
                var answer = await SendAsync(gatepost.Port, bomb.Octets);
                log.WriteLine($"{bomb.Id,-40} {answer}");
            });
            await mail;
            await Wait.UntilAsync(() => sink.Messages.Count(IsMail) == MailBetween, TimeSpan.FromSeconds(60), $"all ordinary mail arrives\n{gatepost.Log}");
        }

        var books = await Books.SettledAsync(gatepost, MailBetween);
        log.WriteLine($"worker {memory.Worker / MegaOctets} MB, all {memory.All / MegaOctets} MB, {memory.Workers.Count} workers, {books}");
        Assert.Equal(Harmless.Keys.Order(StringComparer.Ordinal), sink.Messages.Where(message => !IsMail(message)).Select(message => message.MessageId!.Split('@')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(bombs.Count - Harmless.Count, books.Quarantined);
        Assert.True(memory.Workers.Count > 0, "no worker was seen");
        Assert.True(memory.Worker < 256 * MegaOctets, $"a worker had {memory.Worker / MegaOctets} MB");
        Assert.True(memory.All < 500 * MegaOctets, $"gateway and workers had {memory.All / MegaOctets} MB");
        Assert.False(gatepost.HasExited, gatepost.Log);
    }

    /// <summary>As an attachment; and what is a message, as that, too.</summary>
    private static IEnumerable<(string Id, byte[] Octets)> AsMessages((string Name, byte[] Octets) bomb)
    {
        yield return (bomb.Name, Attached(bomb.Name, bomb.Octets));
        if (bomb.Name.EndsWith(".eml", StringComparison.Ordinal))
            yield return ($"{bomb.Name}-itself", [.. Encoding.ASCII.GetBytes($"Message-ID: <{bomb.Name}-itself@bombs.example>\r\n"), .. bomb.Octets]);
    }

    private static byte[] Attached(string name, byte[] octets) => Encoding.ASCII.GetBytes(
        $"From: <a@sender.example>\r\nTo: <user@example.org>\r\nSubject: A bomb\r\nMessage-ID: <{name}@bombs.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + $"--b\r\nContent-Type: text/plain\r\n\r\nHello.\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n"
        + Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks) + "\r\n--b--\r\n");

    private static async Task SendMailAsync(int port)
    {
        for (var number = 0; number < MailBetween; number++)
        {
            var answer = await SendAsync(port, MailText.Simple("a@sender.example", "user@example.org", "Notes", "See you at noon.\r\n", $"{number}@mail.example"));
            Assert.Equal(250, answer.Code);
        }
    }

    private static bool IsMail(SinkMessage message) => message.MessageId?.EndsWith("@mail.example", StringComparison.Ordinal) == true;

    private static async Task<SmtpAnswer> SendAsync(int port, byte[] message)
    {
        await using var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(MailText.ToCrLf(message)));
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Corpus;

/// <summary>
/// Promise 2: all the public mail goes through a policy that delivers everything, and arrives octet for octet below our own trace headers.
/// </summary>
[Collection(Heavy.Collection)]
public sealed class EveryMessageArrivesAsItCame(ITestOutputHelper output)
{
    private const int Connections = 8;

    // What a message may be refused for, each by the section that asks for it. Everything else is a bug.
    private const double RefusedShare = 0.01;

    [Fact]
    public async Task The_corpus_passes_unchanged()
    {
        var messages = CorpusMessages.All().ToList();
        Assert.True(messages.Count > 6_000, $"only {messages.Count} messages");
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions
        {
            Policy = TestPolicies.DeliverAll(sink.Port),
            RelayNetworks = ["127.0.0.1/32"],
        });

        var refused = await SendAllAsync(messages, gatepost.Port);
        await sink.WaitForAsync(messages.Count - refused.Count, TimeSpan.FromMinutes(3));

        var arrived = sink.Messages.ToDictionary(message => Number(message.Recipients.Single()));
        WriteRefusals(messages, refused);
        Assert.Equal(messages.Count, arrived.Count + refused.Count);
        var changed = arrived.Where(pair => Difference(messages[pair.Key].Content, pair.Value) is not null)
            .Select(pair => $"{messages[pair.Key].Path}: {Difference(messages[pair.Key].Content, pair.Value)}").ToList();
        Assert.True(changed.Count == 0, $"{changed.Count} changed:\n{string.Join('\n', changed.Take(20))}");
        Assert.All(refused, pair => Assert.True(Section(messages[pair.Key]) is not null, $"{messages[pair.Key].Path}: {pair.Value}"));
        Assert.True(refused.Count <= messages.Count * RefusedShare, $"{refused.Count} of {messages.Count} were refused");
        output.WriteLine($"{arrived.Count} arrived unchanged, {refused.Count} were refused");
    }

    private static async Task<ConcurrentDictionary<int, SmtpAnswer>> SendAllAsync(List<CorpusMessage> messages, int port)
    {
        var refused = new ConcurrentDictionary<int, SmtpAnswer>();
        var next = -1;
        async Task SendAsync()
        {
            TestSmtpClient? client = null;
            for (var number = Interlocked.Increment(ref next); number < messages.Count; number = Interlocked.Increment(ref next))
            {
                client ??= await GreetAsync(port);
                var answer = await client.SendAsync($"s{number}@sender.example", [$"m{number}@example.org"], MailText.ForTheWire(messages[number].Content));
                if (answer.Code == 250)
                    continue;
                refused[number] = answer;
                // A session ends after many refusals, as it should: the next message gets a new one.
                await client.DisposeAsync();
                client = null;
            }
            if (client is not null)
                await client.DisposeAsync();
        }
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(SendAsync)));
        return refused;
    }

    private static async Task<TestSmtpClient> GreetAsync(int port)
    {
        var client = await TestSmtpClient.ConnectAsync(port);
        await client.CommandAsync("EHLO client.example");
        return client;
    }

    private static int Number(string recipient) => int.Parse(recipient[1..recipient.IndexOf('@', StringComparison.Ordinal)], CultureInfo.InvariantCulture);

    private static string? Difference(byte[] sent, SinkMessage arrived)
    {
        if (!arrived.Content.AsSpan().EndsWith(sent))
            return $"{sent.Length} octets became {arrived.Size}";
        var trace = Encoding.Latin1.GetString(arrived.Content.AsSpan(0, arrived.Content.Length - sent.Length));
        var names = trace.Split("\r\n").Where(line => line.Length > 0 && line[0] is not (' ' or '\t')).Select(line => line.Split(':')[0]).ToList();
        return names.Count(name => name == "Received") == 1 && names.TrueForAll(name => name == "Received" || name.StartsWith("X-Gatepost-", StringComparison.Ordinal))
            ? null
            : $"unexpected fields above it: {string.Join(", ", names)}";
    }

    private static string? Section(CorpusMessage message) => message switch
    {
        { HasBareCr: true } => "RFC 5321 section 2.3.8: CR only before LF",
        { ReceivedHeaders: > 100 } => "RFC 5321 section 6.3: loop",
        _ => null,
    };

    private static void WriteRefusals(List<CorpusMessage> messages, ConcurrentDictionary<int, SmtpAnswer> refused)
    {
        var file = Path.Combine(Requirement.RepositoryRoot(), "artifacts", "corpus", "refused.tsv");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllLines(file, refused.OrderBy(pair => pair.Key).Select(pair => $"{messages[pair.Key].Path}\t{pair.Value}\t{Section(messages[pair.Key]) ?? "?"}"));
    }
}

using System.Text;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging;

namespace Gatepost.Mail.Tests.Smtp;

/// <summary>
/// Every conversation of the other tests, damaged at random and by seed: octets flipped, cut, doubled, swapped with pieces of others. Whatever a
/// client says, the session ends, nothing escapes, and nothing but canonical lines is written.
/// </summary>
public sealed class FuzzSessionTests
{
    private static readonly string[] Tokens =
    [
        "\r\n.\r\n", "\n.\n", "\r", "\n", "\0", ".", "BDAT 5 LAST\r\n", "BDAT 99999999999999999999\r\n", "DATA\r\n", "STARTTLS\r\n", "RSET\r\n",
        "MAIL FROM:<a@b.example>\r\n", "RCPT TO:<\"\\\"\"@[IPv6:::1]>\r\n", "<", ">", "\"", "@", "\u0000\u00ff", " SMTPUTF8", " SIZE=", "EHLO x\r\n", "QUIT\r\n",
    ];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_damaged_conversation_ends_in_order(int batch)
    {
        var seeds = AttackCase.ReadAll().SelectMany(one => new[] { one.Attack, one.Twin }).Select(one => one.ClientOctets()).Where(octets => octets.Length < 10_000).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var seed = (batch * 500) + i;
            var random = new Random(seed);
            await PlayAsync(Damage(random, seeds), random, seed);
        }
    }

    private static async Task PlayAsync(byte[] octets, Random random, int seed)
    {
        var logger = new RecordingLogger();
        var options = new SmtpServerOptions
        {
            HostName = "mx.example.org",
            Tls = TestCertificate.Options,
            BareLineEndings = (BareLineEndings)random.Next(2),
            Limits = new() { MessageOctets = random.Next(2) == 0 ? 60 : 100_000, Errors = random.Next(3, 40), CommandLineOctets = 200 },
        };
        await using var harness = new SmtpServerHarness(options, logger: logger, connection: new InMemoryConnection(0));
        await harness.SendSlicedAsync(octets, () => random.Next(1, 40));
        await harness.CloseAsync();
        var replies = await harness.ReadToEndAsync();
        var what = $"seed {seed}: {Encoding.Latin1.GetString(octets)}";
        Assert.True(harness.Running.IsCompletedSuccessfully, what);
        Assert.True(harness.Handler.ClosedCount == 1, what);
        Assert.DoesNotContain(logger.Entries, entry => entry.Level >= LogLevel.Error);
        Assert.All(replies, reply => Assert.Matches(@"\A[2-5]\d\d[- ]", reply));
        Assert.All(harness.Handler.Writers, writer => Assert.False(ContentOracle.Normalise(writer.Content).HasAlone, what));
        Assert.True(harness.Handler.Writers.Count(writer => !writer.IsDisposed) == harness.Handler.Messages.Count, what);
    }

    private static byte[] Damage(Random random, byte[][] seeds)
    {
        var octets = seeds[random.Next(seeds.Length)].ToList();
        for (var blows = random.Next(1, 8); blows > 0; blows--)
        {
            var at = random.Next(octets.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < octets.Count: octets[at] = (byte)random.Next(256); break;
                case 1: octets.RemoveRange(at, random.Next(Math.Min(12, octets.Count - at) + 1)); break;
                case 2: octets.InsertRange(at, Encoding.Latin1.GetBytes(Tokens[random.Next(Tokens.Length)])); break;
                case 3: octets.InsertRange(at, Piece(random, seeds[random.Next(seeds.Length)])); break;
                default: octets.InsertRange(at, Piece(random, [.. octets])); break;
            }
        }
        return [.. octets];
    }

    private static ArraySegment<byte> Piece(Random random, byte[] octets)
    {
        var start = random.Next(octets.Length + 1);
        return new ArraySegment<byte>(octets, start, random.Next(octets.Length - start + 1));
    }
}

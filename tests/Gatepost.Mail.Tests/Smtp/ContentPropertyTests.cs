using System.Buffers;
using System.Text;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Content;
using Gatepost.Testing.Smtp;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class ContentPropertyTests
{
    /// <summary>Mostly what the scanner cares about.</summary>
    private static readonly byte[] Alphabet = "\r\n\r\n\r\n..a\0\xe4"u8.ToArray();

    [Theory]
    [InlineData(BareLineEndings.Reject)]
    [InlineData(BareLineEndings.Normalise)]
    public async Task Content_of_DATA_is_what_the_rules_say_in_every_slicing(BareLineEndings bare)
    {
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            byte[] octets = [.. Draw(random, random.Next(0, 30)), .. "\r\n.\r\n"u8, .. Draw(random, 6)];
            var expected = ContentOracle.Data(octets, bare);
            await using var intake = NewIntake(out var writer, isDotStuffed: true, bare);
            var taken = await FeedAsync(intake, octets, random);
            Assert.True(intake.IsAtEnd, Describe(seed, octets));
            Assert.True(expected.Consumed == taken, Describe(seed, octets));
            Verify(expected.Content!, expected.HasAlone, intake, writer, bare, Describe(seed, octets));
        }
    }

    [Theory]
    [InlineData(BareLineEndings.Reject)]
    [InlineData(BareLineEndings.Normalise)]
    public async Task Content_of_BDAT_is_what_the_rules_say_in_every_slicing(BareLineEndings bare)
    {
        for (var seed = 0; seed < 4_000; seed++)
        {
            var random = new Random(seed);
            var octets = Draw(random, random.Next(0, 30));
            var (normalised, hasAlone) = ContentOracle.Normalise(octets);
            await using var intake = NewIntake(out var writer, isDotStuffed: false, bare);
            Assert.Equal(octets.Length, await FeedAsync(intake, octets, random));
            await intake.FinishAsync(default);
            Verify(bare == BareLineEndings.Normalise ? normalised : octets, hasAlone, intake, writer, bare, Describe(seed, octets));
        }
    }

    [Fact]
    public async Task The_facts_do_not_depend_on_the_slicing()
    {
        var octets = Encoding.UTF8.GetBytes("Subject: x\r\nReceived: a\r\n\r\n" + new string('ü', 700) + "\r\n\0\r\n..\r\n.\r\n");
        for (var seed = 0; seed < 200; seed++)
        {
            await using var intake = NewIntake(out _, isDotStuffed: true, BareLineEndings.Reject);
            await FeedAsync(intake, octets, new Random(seed));
            Assert.Equal(new ContentFacts(octets.Length - 4, 1_400, HasEightBit: true, HasNul: true, Normalised: false), intake.Facts);
        }
    }

    private static void Verify(byte[] expected, bool hasAlone, ContentIntake intake, RecordingWriter writer, BareLineEndings bare, string what)
    {
        var isRefused = hasAlone && bare == BareLineEndings.Reject;
        Assert.True(isRefused == (intake.Refusal?.Code == 554), what);
        Assert.False(ContentOracle.Normalise(writer.Content).HasAlone && !isRefused, what);
        Assert.False(HoldsAlone(writer.Content), what);
        if (isRefused)
            return;
        Assert.True(expected.AsSpan().SequenceEqual(writer.Content), what);
        Assert.True(intake.Facts.Octets == expected.Length && intake.Facts.Normalised == hasAlone, what);
    }

    /// <summary>A CR or LF alone must never be written, whatever becomes of the message.</summary>
    private static bool HoldsAlone(byte[] octets) => ContentOracle.Normalise(octets).HasAlone;

    private static ContentIntake NewIntake(out RecordingWriter writer, bool isDotStuffed, BareLineEndings bare)
    {
        writer = new RecordingWriter();
        var options = new SmtpServerOptions { HostName = "mx.example.org", BareLineEndings = bare };
        return new ContentIntake(writer, isDotStuffed, Guid.Empty, options, NullLogger.Instance);
    }

    /// <summary>Feeds octets in buffers of random length, each of segments of random length.</summary>
    private static async Task<long> FeedAsync(ContentIntake intake, byte[] octets, Random random)
    {
        var taken = 0L;
        for (var start = 0; start < octets.Length && !intake.IsAtEnd;)
        {
            var length = random.Next(1, octets.Length - start + 1);
            taken += await intake.TakeAsync(Segments.Cut(octets.AsMemory(start, length), random), default);
            start += length;
        }
        return taken;
    }

    private static byte[] Draw(Random random, int length)
    {
        var octets = new byte[length];
        for (var i = 0; i < length; i++)
            octets[i] = Alphabet[random.Next(Alphabet.Length)];
        return octets;
    }

    private static string Describe(int seed, byte[] octets) => $"seed {seed}: {Convert.ToHexString(octets)}";

    private sealed class Segments : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Cut(ReadOnlyMemory<byte> octets, Random random)
        {
            var first = new Segments();
            var last = first;
            first.Memory = octets[..random.Next(0, octets.Length + 1)];
            for (var rest = octets[first.Memory.Length..]; !rest.IsEmpty;)
            {
                var next = new Segments { Memory = rest[..random.Next(1, rest.Length + 1)], RunningIndex = last.RunningIndex + last.Memory.Length };
                last.Next = next;
                last = next;
                rest = rest[next.Memory.Length..];
            }
            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}

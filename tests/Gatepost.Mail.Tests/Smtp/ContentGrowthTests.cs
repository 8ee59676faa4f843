using System.Buffers;
using System.Text;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Content;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class ContentGrowthTests
{
    [Theory]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n", BareLineEndings.Reject)]
    [InlineData("..\r\n", BareLineEndings.Reject)]
    [InlineData("\r\n", BareLineEndings.Reject)]
    [InlineData("a\n", BareLineEndings.Reject)]
    [InlineData("a\n", BareLineEndings.Normalise)]
    [InlineData("\r", BareLineEndings.Normalise)]
    public void Content_is_read_without_an_allocation_for_each_line(string line, BareLineEndings bare)
    {
        Measure(line, 1_000, bare);
        var once = Measure(line, 20_000, bare);
        var twice = Measure(line, 40_000, bare);
        Assert.InRange(twice, 0, (3 * once) + 16_384);
        // A debug build allocates once for each buffer that is read, never for a line.
        Assert.InRange(twice, 0, (40_000 * line.Length / 16) + 16_384);
    }

    private static long Measure(string line, int count, BareLineEndings bare)
    {
        var octets = Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, line, count).Append("\r\n.\r\n").ToString());
        var options = new SmtpServerOptions { HostName = "mx.example.org", BareLineEndings = bare };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var intake = new ContentIntake(new NullWriter(), isDotStuffed: true, Guid.Empty, options, NullLogger.Instance);
        for (var start = 0; start < octets.Length; start += 4_096)
        {
            var task = intake.TakeAsync(new ReadOnlySequence<byte>(octets, start, Math.Min(4_096, octets.Length - start)), default);
            Assert.True(task.IsCompletedSuccessfully);
        }
        Assert.True(intake.IsAtEnd);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class NullWriter : IContentWriter
    {
        public ValueTask WriteAsync(ReadOnlySequence<byte> octets, CancellationToken cancellationToken) => default;

        public ValueTask DisposeAsync() => default;
    }
}

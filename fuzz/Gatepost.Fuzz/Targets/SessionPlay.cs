using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Gatepost.Fuzz.Memory;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Fuzz.Targets;

/// <summary>One session in memory, on one thread: each piece is worked off before the next one is sent.</summary>
internal sealed class SessionPlay
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Pipe _toServer = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Pipe _toClient = new(new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Task _running;
    private string? _replies;

    public SessionPlay(BareLineEndings bare)
    {
        var session = new SmtpSession
        {
            Id = new Guid("01970000-0000-7000-8000-000000000001"),
            Listener = "mx",
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.25"), 40_000),
            LocalEndPoint = new IPEndPoint(IPAddress.Parse("198.51.100.1"), 25),
            StartedAt = DateTimeOffset.UnixEpoch,
            MayStateClient = true,
            MayForwardClient = true,
        };
        var options = new SmtpServerOptions { HostName = "mx.example.org", BareLineEndings = bare, Limits = Limits };
        _running = new SmtpServerSession(new Side(_toServer.Reader, _toClient.Writer), session, options, Handler, new FrozenTime(), Log).RunAsync(default, default);
    }

    /// <summary>Small, so that inputs of some kilobytes meet them; content is never so long that a client would be cut off, which depends on the slicing.</summary>
    public static SmtpServerLimits Limits { get; } = new()
    {
        CommandLineOctets = 512, MessageOctets = 8_192, ContentLineOctets = 2_000, HeaderOctets = 1_024, Recipients = 4, MessagesPerSession = 5, Errors = 12, JunkCommands = 10,
        ReceivedHeaders = 5,
    };

    public SessionHandler Handler { get; } = new();

    public ErrorLog<SmtpServerSession> Log { get; } = new();

    /// <summary>Sends all, closes, and waits for the end.</summary>
    public void Send(byte[] octets, int piece)
    {
        for (var at = 0; at < octets.Length && !_running.IsCompleted; at += piece)
            _toServer.Writer.WriteAsync(octets.AsMemory(at, Math.Min(piece, octets.Length - at))).AsTask().Wait(Patience);
        _toServer.Writer.Complete();
        Expect.That(_running.Wait(Patience), "the session does not end");
    }

    /// <summary>What the client was told; Latin-1, so that each character is an octet.</summary>
    public string Replies()
    {
        if (_replies is null)
        {
            var octets = new ArrayBufferWriter<byte>();
            while (_toClient.Reader.TryRead(out var read) && !read.Buffer.IsEmpty)
            {
                foreach (var segment in read.Buffer)
                    octets.Write(segment.Span);
                _toClient.Reader.AdvanceTo(read.Buffer.End);
            }
            _replies = Encoding.UTF8.GetString(octets.WrittenSpan);
        }
        return _replies;
    }

    /// <summary>Everything that came of the session.</summary>
    public string Transcript() => string.Join(
        '\n', [Replies(), .. Handler.Events, .. Handler.Messages.Select(message => $"{message.Facts} {Convert.ToHexString(message.Content)}")]);

    private sealed record Side(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

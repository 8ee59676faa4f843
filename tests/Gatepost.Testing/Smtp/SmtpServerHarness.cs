using System.IO.Pipelines;
using System.Net;
using System.Text;
using Gatepost.Mail.Smtp.Server;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Gatepost.Testing.Smtp;

/// <summary>A server session in memory, with its client's side, a clock that stands still and a handler that remembers.</summary>
public sealed class SmtpServerHarness : IAsyncDisposable
{
    /// <summary>The id that refusals quote.</summary>
    public const string SessionId = "01970000-0000-7000-8000-000000000001";

    /// <summary>No test waits longer for anything.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _drain = new();
    private readonly CancellationTokenSource _abort = new();
    private readonly StringBuilder _unread = new();

    public SmtpServerHarness(SmtpServerOptions? options = null, RecordingHandler? handler = null, ILogger? logger = null, InMemoryConnection? connection = null,
        ISmtpSessionHandler? other = null, bool isTrustedServer = false)
    {
        Handler = handler ?? new RecordingHandler();
        Connection = connection ?? new InMemoryConnection();
        Session = new SmtpSession
        {
            Id = Guid.Parse(SessionId),
            Listener = "mx",
            RemoteEndPoint = new IPEndPoint(IPAddress.Parse("192.0.2.25"), 40_000),
            LocalEndPoint = new IPEndPoint(IPAddress.Parse("198.51.100.1"), 25),
            StartedAt = Time.GetUtcNow(),
            MayStateClient = isTrustedServer,
            MayForwardClient = isTrustedServer,
        };
        var session = new SmtpServerSession(
            Connection.Server, Session, options ?? new SmtpServerOptions { HostName = "mx.example.org" }, other ?? Handler, Time, logger ?? NullLogger.Instance);
        Input = Connection.Client.Input;
        Output = Connection.Client.Output;
        Running = session.RunAsync(_drain.Token, _abort.Token);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public RecordingHandler Handler { get; }

    public SmtpSession Session { get; }

    public InMemoryConnection Connection { get; }

    /// <summary>The session; ends with it.</summary>
    public Task Running { get; }

    /// <summary>Where the client reads; replaced after a TLS handshake.</summary>
    public PipeReader Input { get; set; }

    /// <summary>Where the client writes; replaced after a TLS handshake.</summary>
    public PipeWriter Output { get; set; }

    public void Drain() => _drain.Cancel();

    public void Abort() => _abort.Cancel();

    /// <summary>Sends one line with CRLF.</summary>
    public Task LineAsync(string line) => SendAsync(line + "\r\n");

    /// <summary>Sends text as UTF-8.</summary>
    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> octets) => await Output.WriteAsync(octets).AsTask().WaitAsync(Patience);

    /// <summary>Sends octets as slices that the server sees one by one.</summary>
    public async Task SendSlicedAsync(ReadOnlyMemory<byte> octets, Func<int> nextLength)
    {
        while (!octets.IsEmpty)
        {
            var length = Math.Clamp(nextLength(), 1, octets.Length);
            await SendAsync(octets[..length]);
            octets = octets[length..];
        }
    }

    /// <summary>The client closes its side.</summary>
    public async Task CloseAsync() => await Output.CompleteAsync();

    /// <summary>Waits for one reply, with all of its lines; null when the server has closed.</summary>
    public async Task<string?> ReplyAsync()
    {
        while (true)
        {
            if (CutReply() is { } reply)
                return reply;
            var result = await Input.ReadAsync().AsTask().WaitAsync(Patience);
            _unread.Append(Encoding.UTF8.GetString(result.Buffer));
            Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted && result.Buffer.IsEmpty)
                return null;
        }
    }

    /// <summary>Sends a line and waits for its reply.</summary>
    public async Task<string?> AskAsync(string line)
    {
        await LineAsync(line);
        return await ReplyAsync();
    }

    /// <summary>Reads replies until the server closes.</summary>
    public async Task<List<string>> ReadToEndAsync()
    {
        var replies = new List<string>();
        while (await ReplyAsync() is { } reply)
            replies.Add(reply);
        await Running.WaitAsync(Patience);
        return replies;
    }

    /// <summary>Reads the greeting, says EHLO, and opens a transaction with one recipient.</summary>
    public async Task OpenTransactionAsync()
    {
        await ReplyAsync();
        await AskAsync("EHLO client.example");
        await AskAsync("MAIL FROM:<a@example.com>");
        await AskAsync("RCPT TO:<b@example.org>");
    }

    public async ValueTask DisposeAsync()
    {
        await _abort.CancelAsync();
        await Output.CompleteAsync();
        await Running.WaitAsync(Patience);
        _drain.Dispose();
        _abort.Dispose();
    }

    private string? CutReply()
    {
        var text = _unread.ToString();
        for (var start = 0; ;)
        {
            var end = text.IndexOf("\r\n", start, StringComparison.Ordinal);
            if (end < 0)
                return null;
            if (end - start < 4 || text[start + 3] != '-')
            {
                _unread.Remove(0, end + 2);
                return text[..end].Replace("\r\n", "\n", StringComparison.Ordinal);
            }
            start = end + 2;
        }
    }
}

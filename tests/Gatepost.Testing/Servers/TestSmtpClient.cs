using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Gatepost.Testing.Servers;

/// <summary>An SMTP client for tests: says exactly what it is told, octet by octet.</summary>
public sealed class TestSmtpClient : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly byte[] _buffer = new byte[8_192];
    private Stream _stream;
    private int _start;
    private int _end;

    private TestSmtpClient(TcpClient client)
    {
        _client = client;
        _stream = client.GetStream();
    }

    /// <summary>Connects and reads the greeting.</summary>
    public static async Task<TestSmtpClient> ConnectAsync(int port, CancellationToken cancellationToken = default)
    {
        var socket = new TcpClient { NoDelay = true };
        try
        {
            await socket.ConnectAsync("127.0.0.1", port, cancellationToken);
            var client = new TestSmtpClient(socket);
            client.Greeting = await client.ReadReplyAsync(cancellationToken);
            return client;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What the server said first.</summary>
    public SmtpAnswer Greeting { get; private set; } = new(0, "");

    /// <summary>SHA-256 of the certificate that the server showed, or null without TLS.</summary>
    public string? ServerFingerprint => (_stream as SslStream)?.RemoteCertificate?.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Sends a line and reads the reply.</summary>
    public async Task<SmtpAnswer> CommandAsync(string line, CancellationToken cancellationToken = default)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    /// <summary>Sends octets as they are.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken = default) =>
        await _stream.WriteAsync(octets, cancellationToken);

    /// <summary>STARTTLS and a handshake with whatever certificate is shown.</summary>
    public async Task<SmtpAnswer> StartTlsAsync()
    {
        var answer = await CommandAsync("STARTTLS");
        if (answer.Code != 220)
            return answer;
        var tls = new SslStream(_stream);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        _stream = tls;
        return answer;
    }

    /// <summary>One whole transaction; the answer is the first refusal, or that to the content.</summary>
    /// <param name="sender">Without brackets.</param>
    /// <param name="recipients">Without brackets.</param>
    /// <param name="wire">Dots stuffed, final dot at the end (<see cref="MailText.ForTheWire"/>).</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<SmtpAnswer> SendAsync(string sender, IEnumerable<string> recipients, ReadOnlyMemory<byte> wire, CancellationToken cancellationToken = default)
    {
        var answer = await CommandAsync($"MAIL FROM:<{sender}>", cancellationToken);
        if (answer.Code != 250)
            return answer;
        foreach (var recipient in recipients)
        {
            answer = await CommandAsync($"RCPT TO:<{recipient}>", cancellationToken);
            if (answer.Code != 250)
                return answer;
        }
        answer = await CommandAsync("DATA", cancellationToken);
        if (answer.Code != 354)
            return answer;
        await WriteAsync(wire, cancellationToken);
        return await ReadReplyAsync(cancellationToken);
    }

    /// <summary>Reads one reply of one or more lines.</summary>
    public async Task<SmtpAnswer> ReadReplyAsync(CancellationToken cancellationToken = default)
    {
        var text = new StringBuilder();
        while (true)
        {
            var line = await ReadLineAsync(cancellationToken) ?? throw new IOException("The server closed the connection.");
            if (line.Length < 3 || !int.TryParse(line[..3], out var code))
                throw new IOException($"Not a reply: {line}");
            if (text.Length > 0)
                text.Append('\n');
            text.Append(line.Length > 4 ? line[4..] : "");
            if (line.Length < 4 || line[3] != '-')
                return new SmtpAnswer(code, text.ToString());
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var at = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            if (at >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, at - _start).TrimEnd('\r');
                _start = at + 1;
                return line;
            }
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_end, _start) = (_end - _start, 0);
            var read = _end == _buffer.Length ? 0 : await _stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
                return null;
            _end += read;
        }
    }
}

/// <summary>An SMTP reply.</summary>
/// <param name="Code">Three digits.</param>
/// <param name="Text">Without the code; lines joined by LF.</param>
public sealed record SmtpAnswer(int Code, string Text)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Code} {Text}";
}

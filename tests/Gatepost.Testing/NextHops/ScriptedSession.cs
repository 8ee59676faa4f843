using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Gatepost.Testing.NextHops;

/// <summary>One connection of a <see cref="ScriptedNextHop"/>.</summary>
internal sealed class ScriptedSession(TcpClient client, ConcurrentQueue<string> contents, Func<string?, X509Certificate2> certificate)
{
    private Stream _stream = client.GetStream();

    /// <summary>Null, or how the client left the dialogue.</summary>
    public async Task<string?> RunAsync(DialogueStep step, CancellationToken cancellationToken)
    {
        switch (step.Verb)
        {
            case "S:":
                await SayAsync(step.Text + "\r\n", cancellationToken);
                return null;
            case "raw":
                await SayAsync(step.Text.Replace("\\r", "\r", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal), cancellationToken);
                return null;
            case "drip":
                foreach (var c in step.Text + "\r\n")
                    await SayAsync(c.ToString(), cancellationToken);
                return null;
            case "flood":
                await FloodAsync(step.Text + "\r\n", cancellationToken);
                return null;
            case "C:":
                return Compare(step.Text, await ReadLineAsync(cancellationToken));
            case "content":
                contents.Enqueue(await ReadContentAsync(cancellationToken));
                return null;
            case "read":
                await ReadAsync(int.Parse(step.Text, CultureInfo.InvariantCulture), cancellationToken);
                return null;
            case "chunk":
                contents.Enqueue(await ReadAsync(int.Parse(step.Text, CultureInfo.InvariantCulture), cancellationToken));
                return null;
            case "tls-refused":
                return await IsHandshakeRefusedAsync(cancellationToken) ? null : "expected that the client refuses the certificate";
            case "tls":
                await SecureAsync(cancellationToken);
                return null;
            case "gone":
                return await ReadLineAsync(cancellationToken) is { } more ? $"expected the end, got \"{more}\"" : null;
            case "silence":
                await DrainAsync(cancellationToken);
                return null;
            case "close":
                client.Client.Shutdown(SocketShutdown.Both);
                client.Close();
                return null;
            case "reset":
                client.LingerState = new LingerOption(true, 0);
                client.Close();
                return null;
            default:
                return $"the dialogue has no verb \"{step.Verb}\"";
        }
    }

    private async Task SayAsync(string text, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        await _stream.FlushAsync(cancellationToken);
    }

    private async Task FloodAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                await SayAsync(line, cancellationToken);
        }
        catch (IOException)
        {
            // The client has hung up, as it should.
        }
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new List<byte>();
        var octet = new byte[1];
        while (await ReadOnceAsync(octet, cancellationToken) > 0)
        {
            line.Add(octet[0]);
            if (line is [.., (byte)'\r', (byte)'\n'])
                return Encoding.UTF8.GetString([.. line.SkipLast(2)]);
        }
        return line.Count == 0 ? null : Encoding.UTF8.GetString([.. line]) + " (cut)";
    }

    private async Task<string> ReadContentAsync(CancellationToken cancellationToken)
    {
        var content = new StringBuilder();
        while (await ReadLineAsync(cancellationToken) is { } line && line != ".")
            content.Append(line).Append("\r\n");
        return content.ToString();
    }

    private async Task<string> ReadAsync(int count, CancellationToken cancellationToken)
    {
        var octets = new byte[count];
        await _stream.ReadExactlyAsync(octets, cancellationToken);
        return Encoding.Latin1.GetString(octets);
    }

    /// <summary>True when the client gives up in the handshake, or says nothing after it and goes.</summary>
    private async Task<bool> IsHandshakeRefusedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SecureAsync(cancellationToken);
            return await ReadLineAsync(cancellationToken) is null;
        }
        catch (Exception end) when (end is IOException or AuthenticationException)
        {
            return true;
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[4_096];
        while (await ReadOnceAsync(buffer, cancellationToken) > 0)
        {
        }
    }

    /// <summary>A client that resets the connection has gone as much as one that closes it.</summary>
    private async Task<int> ReadOnceAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private async Task SecureAsync(CancellationToken cancellationToken)
    {
        var ssl = new SslStream(_stream);
        await ssl.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificateSelectionCallback = (_, name) => certificate(string.IsNullOrEmpty(name) ? null : name) }, cancellationToken);
        _stream = ssl;
    }

    private static string? Compare(string expected, string? line)
    {
        var fits = line is not null && (expected.EndsWith('*') ? line.StartsWith(expected[..^1], StringComparison.Ordinal) : line == expected);
        return fits ? null : $"expected \"{expected}\", got \"{line ?? "the end"}\"";
    }
}

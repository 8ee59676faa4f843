using System.Net;
using System.Net.Sockets;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// Makes connections that are ready for mail: dial, greeting, EHLO (else HELO), STARTTLS. Whatever goes wrong is a value. Thread-safe.
/// </summary>
/// <param name="options">How we speak.</param>
/// <param name="time">Drives every time-out.</param>
/// <param name="dial">Opens the byte stream; null = TCP.</param>
public sealed class SmtpConnector(SmtpClientOptions options, TimeProvider time, DialNextHop? dial = null)
{
    private readonly DialNextHop _dial = dial ?? DialTcpAsync;

    /// <summary>Connects to one next hop. Under <see cref="SmtpClientTls.Opportunistic"/> a failed handshake is followed by a second connection in plain text.</summary>
    public async Task<SmtpConnectResult> ConnectAsync(SmtpNextHop hop, SmtpClientTls tls, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hop);
        var (first, handshakeFailed) = await TryAsync(hop, tls, cancellationToken);
        return handshakeFailed && tls == SmtpClientTls.Opportunistic
            ? (await TryAsync(hop, SmtpClientTls.Off, cancellationToken)).Result
            : first;
    }

    private async Task<(SmtpConnectResult Result, bool HandshakeFailed)> TryAsync(SmtpNextHop hop, SmtpClientTls tls, CancellationToken cancellationToken)
    {
        var (stream, trouble) = await DialAsync(hop, cancellationToken);
        if (stream is null)
            return (new(null, SmtpOutcome.Deferred(4, 1, trouble!)), false);
        var channel = new SmtpClientChannel(stream, options.Limits, time);
        var opening = new SmtpClientOpening(channel, options, tls, hop.Host);
        try
        {
            var failure = await opening.RunAsync(cancellationToken);
            if (failure is null)
                return (new(new SmtpClientConnection(channel, hop, opening.Capabilities, options.Limits), null), false);
        }
        catch (OperationCanceledException)
        {
            await channel.DisposeAsync();
            throw;
        }
        await channel.DisposeAsync();
        return (new(null, opening.Failure), opening.HandshakeFailed);
    }

    private async Task<(Stream? Stream, string? Trouble)> DialAsync(SmtpNextHop hop, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Limits.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return (await _dial(hop.EndPoint, either.Token), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, FormattableString.Invariant($"connecting: no answer within {options.Limits.Connect.TotalSeconds:0} s"));
        }
        catch (Exception trouble) when (trouble is SocketException or IOException)
        {
            return (null, "connecting: " + SocketWords.Of(trouble));
        }
    }

    private static async ValueTask<Stream> DialTcpAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

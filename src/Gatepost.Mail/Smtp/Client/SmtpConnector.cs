using System.Net;
using System.Net.Sockets;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>
/// Makes connections that are ready for mail: dial, greeting, EHLO (else HELO, or LHLO), STARTTLS, AUTH. Whatever goes wrong is a value. Thread-safe.
/// </summary>
/// <param name="options">How we speak.</param>
/// <param name="time">Drives every time-out.</param>
/// <param name="dial">Opens the byte stream; null = TCP and Unix sockets.</param>
public sealed class SmtpConnector(SmtpClientOptions options, TimeProvider time, DialNextHop? dial = null)
{
    private readonly DialNextHop _dial = dial ?? DialSocketAsync;
    private readonly ChunkingRefusals _withoutChunking = new();

    /// <summary>Connects to one next hop under the plain profile of <see cref="SmtpClientProfile.Of"/>.</summary>
    public Task<SmtpConnectResult> ConnectAsync(SmtpNextHop hop, SmtpClientTls tls, CancellationToken cancellationToken) =>
        ConnectAsync(hop, SmtpClientProfile.Of(tls), cancellationToken);

    /// <summary>
    /// Connects to one next hop. Under <see cref="SmtpClientTls.Opportunistic"/> TLS that failed is followed by a second connection in plain text; under no other rule is there one.
    /// </summary>
    public async Task<SmtpConnectResult> ConnectAsync(SmtpNextHop hop, SmtpClientProfile profile, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hop);
        ArgumentNullException.ThrowIfNull(profile);
        var (first, tlsFailed) = await TryAsync(hop, profile, cancellationToken);
        return tlsFailed && profile.Tls == SmtpClientTls.Opportunistic
            ? (await TryAsync(hop, profile with { Tls = SmtpClientTls.Off }, cancellationToken)).Result
            : first;
    }

    private async Task<(SmtpConnectResult Result, bool TlsFailed)> TryAsync(SmtpNextHop hop, SmtpClientProfile profile, CancellationToken cancellationToken)
    {
        var (stream, trouble) = await DialAsync(hop, profile, cancellationToken);
        if (stream is null)
            return (new(null, SmtpOutcome.Deferred(4, 1, trouble!)), false);
        var channel = new SmtpClientChannel(stream, options.Limits, time);
        var opening = new SmtpClientOpening(channel, options, profile, hop.Host);
        try
        {
            var failure = await opening.RunAsync(cancellationToken);
            if (failure is null)
            {
                var capabilities = opening.Capabilities with { Chunking = opening.Capabilities.Chunking && !_withoutChunking.Has(hop.EndPoint) };
                return (new(new SmtpClientConnection(channel, hop, capabilities, options.Limits, profile) { OpenedAt = time.GetUtcNow(), ChunkingRefusals = _withoutChunking }, null), false);
            }
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
        await channel.DisposeAsync();
        return (new(null, opening.Failure), opening.TlsFailed);
    }

    private async Task<(Stream? Stream, string? Trouble)> DialAsync(SmtpNextHop hop, SmtpClientProfile profile, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Limits.Connect, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return (await _dial(hop.EndPoint, SourceFor(hop.EndPoint, profile), either.Token), null);
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

    private static IPAddress? SourceFor(EndPoint endPoint, SmtpClientProfile profile) =>
        profile.Sources.FirstOrDefault(source => source.AddressFamily == endPoint.AddressFamily);

    private static async ValueTask<Stream> DialSocketAsync(EndPoint endPoint, IPAddress? source, CancellationToken cancellationToken)
    {
        var socket = endPoint is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (source is not null)
                socket.Bind(new IPEndPoint(source, 0));
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

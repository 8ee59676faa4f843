using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>
/// The TLS handshake of a server (RFC 3207, RFC 8314). The caller has seen to it that no plain octet waits to be read; what a stranger slips in
/// later becomes part of the handshake, and breaks it.
/// </summary>
internal sealed class TlsUpgrade : IAsyncDisposable
{
    /// <summary>How long a good-bye to a client that has stopped reading may take.</summary>
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(5);

    /// <summary>A TLS record holds 16 KB; a smaller buffer would take several reads for each.</summary>
    private static readonly StreamPipeReaderOptions ReaderOptions = new(bufferSize: 16_384, minimumReadSize: 4_096, leaveOpen: true);

    private readonly SslStream _stream;
    private readonly TimeProvider _time;

    private TlsUpgrade(SslStream stream, string? clientName, TimeProvider time)
    {
        ClientName = clientName;
        _stream = stream;
        _time = time;
        Input = PipeReader.Create(stream, ReaderOptions);
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(leaveOpen: true));
    }

    internal PipeReader Input { get; }

    internal PipeWriter Output { get; }

    internal TlsState State => new(
        NameOf(_stream.SslProtocol),
        _stream.NegotiatedCipherSuite.ToString(),
        ClientName is not null);

    /// <summary>The name of the trusted certificate that the client showed, or null.</summary>
    internal string? ClientName { get; }

    /// <summary>Shakes hands; the exception of a failure names the reason.</summary>
    /// <exception cref="AuthenticationException">The client and we have nothing in common, or it does not speak TLS.</exception>
    /// <exception cref="OperationCanceledException">It took too long.</exception>
    internal static async Task<TlsUpgrade> ShakeHandsAsync(
        IDuplexPipe transport, SmtpServerOptions options, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var stream = new SslStream(new DuplexStream(transport), leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync((_, hello, _, _) => new(Harden(options.Tls!(hello.ServerName is "" ? null : hello.ServerName))), null, either.Token);
            return new TlsUpgrade(stream, NameOf(stream, options.RecogniseClient), time);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.ShutdownAsync().WaitAsync(ShutdownTime, _time);
        }
        catch (Exception)
        {
            // The client is gone, or does not read: there is nobody to say good-bye to, and nothing depends on it.
        }
        await _stream.DisposeAsync();
    }

    /// <summary>RFC 8996: nothing below TLS 1.2; RFC 9325: nothing without forward secrecy and AEAD. Renegotiation has no use here, and a history.</summary>
    private static SslServerAuthenticationOptions Harden(SslServerAuthenticationOptions tls)
    {
        const SslProtocols Modern = SslProtocols.Tls12 | SslProtocols.Tls13;
        var wanted = tls.EnabledSslProtocols & Modern;
        tls.EnabledSslProtocols = wanted == SslProtocols.None ? Modern : wanted;
        tls.AllowRenegotiation = false;
        tls.CipherSuitesPolicy ??= TlsCipherSuites.Strong;
        return tls;
    }

    private static string? NameOf(SslStream stream, Func<X509Certificate2, string?>? recogniseClient)
    {
        if (recogniseClient is null || stream.RemoteCertificate is not { } shown)
            return null;
        using var certificate = new X509Certificate2(shown);
        return recogniseClient(certificate);
    }

    private static string NameOf(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLSv1.2",
        SslProtocols.Tls13 => "TLSv1.3",
        _ => protocol.ToString(),
    };
}

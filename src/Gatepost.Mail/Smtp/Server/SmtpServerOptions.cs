using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Mail.Smtp.Server;

/// <summary>How one listener speaks; immutable, shared by its sessions.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>Our name in the greeting and the EHLO reply.</summary>
    public required string HostName { get; init; }

    /// <summary>Words after the host name in the greeting, such as <c>ESMTP Gatepost</c>.</summary>
    public string Banner { get; init; } = "ESMTP Gatepost";

    /// <summary>Bounds of a session.</summary>
    public SmtpServerLimits Limits { get; init; } = new();

    /// <summary>CR or LF alone in content.</summary>
    public BareLineEndings BareLineEndings { get; init; }

    /// <summary>
    /// Gives the TLS options for each handshake, so that a renewed certificate is used at once; null = no TLS. Its argument is the name that
    /// the client asked for (SNI), or null.
    /// </summary>
    public Func<string?, SslServerAuthenticationOptions>? Tls { get; init; }

    /// <summary>MAIL before STARTTLS is refused with 530 5.7.0 (RFC 3207).</summary>
    public bool RequireTls { get; init; }

    /// <summary>The handshake comes before the greeting (RFC 8314 section 3.3), and STARTTLS is not offered. Needs <see cref="Tls"/>.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>
    /// Names the client of a certificate that was shown in the handshake, or null when it is not trusted: then the session goes on as if none had been shown.
    /// Null = certificates of clients mean nothing here.
    /// </summary>
    public Func<X509Certificate2, string?>? RecogniseClient { get; init; }

    /// <summary>AUTH is offered once TLS is in force.</summary>
    public bool OffersAuthentication { get; init; }
}

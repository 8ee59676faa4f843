using System.Net.Security;

namespace Gatepost.Mail.Smtp.Server.Transport;

/// <summary>
/// What a handshake may end in, whatever the machine's openssl.cnf allows: the suites of RFC 9325 section 4.2, all with forward secrecy and AEAD. A sender
/// that has none of them is older than 2013, and falls back to plain text where the listener lets it.
/// </summary>
internal static class TlsCipherSuites
{
    /// <summary>Null on platforms where .NET cannot choose; there the system chooses.</summary>
    internal static CipherSuitesPolicy? Strong { get; } = OperatingSystem.IsLinux()
        ? new CipherSuitesPolicy(
        [
            TlsCipherSuite.TLS_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
            TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        ])
        : null;
}

namespace Gatepost.Mail.Smtp;

/// <summary>What TLS protects a connection, in the words that Received headers and logs use.</summary>
/// <param name="Protocol">Such as <c>TLSv1.3</c>.</param>
/// <param name="CipherSuite">The IANA name, such as <c>TLS_AES_256_GCM_SHA384</c>.</param>
/// <param name="PeerVerified">True when the peer's certificate was checked and trusted.</param>
public sealed record TlsState(string Protocol, string CipherSuite, bool PeerVerified);

using System.Collections.Immutable;

namespace Gatepost.Gateway.Configuration;

/// <summary>Certificates of relay clients that a listener trusts.</summary>
/// <param name="AuthoritiesFile">PEM of the authorities, or null.</param>
/// <param name="Fingerprints">SHA-256 of single certificates, hex without colons.</param>
public sealed record ClientCertificateSettings(string? AuthoritiesFile, ImmutableArray<string> Fingerprints);

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>The certificates in use, looked up by the name that a client asks for (SNI, RFC 6066 section 3). Immutable.</summary>
internal sealed class CertificateChoice
{
    private readonly ServerCertificate _first;
    private readonly FrozenDictionary<string, ServerCertificate> _byName;

    public CertificateChoice(ImmutableArray<ServerCertificate> certificates)
    {
        _first = certificates[0];
        var byName = new Dictionary<string, ServerCertificate>(StringComparer.Ordinal);
        foreach (var certificate in certificates)
        {
            foreach (var name in certificate.Names)
                byName.TryAdd(name, certificate);
        }
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The one for exactly this name, else that of a wildcard (one label, RFC 9525 section 6.3), else the first of the settings.</summary>
    public ServerCertificate For(string? serverName)
    {
        if (serverName is null)
            return _first;
        var name = serverName.TrimEnd('.').ToLowerInvariant();
        if (_byName.TryGetValue(name, out var exact))
            return exact;
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && _byName.TryGetValue(string.Concat("*", name.AsSpan(dot)), out var wildcard) ? wildcard : _first;
    }
}

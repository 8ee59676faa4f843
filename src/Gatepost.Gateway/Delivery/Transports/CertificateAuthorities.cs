using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>Reads files of certificate authorities, again when they change. A file that cannot be read is a reason to wait, never to trust others. Thread-safe.</summary>
internal sealed class CertificateAuthorities
{
    /// <summary>Octets of a file: the bundle of a whole system has some 200,000.</summary>
    private const long MostOctets = 4_194_304;

    private readonly ConcurrentDictionary<string, Reading> _readings = new(StringComparer.Ordinal);

    /// <summary>The authorities of a PEM file, or why there are none. Policies name the paths, so there are as many readings as routes.</summary>
    public (X509Certificate2Collection? Authorities, string? Trouble) Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                return (null, $"there is no file {path} with authorities");
            if (_readings.TryGetValue(path, out var known) && known.Changed == file.LastWriteTimeUtc && known.Octets == file.Length)
                return (known.Authorities, null);
            if (file.Length > MostOctets)
                return (null, $"{path} is too large for a file of authorities");
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPem(File.ReadAllText(path));
            if (authorities.Count == 0)
                return (null, $"{path} holds no certificate in PEM");
            _readings[path] = new Reading(authorities, file.LastWriteTimeUtc, file.Length);
            return (authorities, null);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return (null, $"the authorities in {path} cannot be read: {trouble.Message}");
        }
    }

    private sealed record Reading(X509Certificate2Collection Authorities, DateTime Changed, long Octets);
}

using Gatepost.Gateway.Configuration;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>Tries the certificates of the settings before anything is started.</summary>
public static class CertificateCheck
{
    /// <summary>A sentence that names the file, for each pair that cannot be used.</summary>
    public static IEnumerable<string> Problems(GatewaySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach (var listener in settings.Listeners)
        {
            if (listener.ClientCertificates?.AuthoritiesFile is { } file && ClientCertificates.Load(file).Problem is { } problem)
                yield return $"listener {listener.Name}: client-certificates: {problem}";
        }
        foreach (var pair in settings.Certificates)
        {
            if (ServerCertificate.Load(pair).Problem is { } problem)
                yield return $"certificates: {problem}";
        }
    }
}

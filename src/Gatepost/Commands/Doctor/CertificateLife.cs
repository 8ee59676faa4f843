using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Certificates;

namespace Gatepost.Commands.Doctor;

/// <summary>The certificates: readable, in force, and for our name.</summary>
internal sealed class CertificateLife : ILocalCheck
{
    /// <summary>Certbot renews thirty days before the end; what is left at fourteen was not renewed.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    public string Name => "certificates";

    public IEnumerable<Diagnosis> Look(Patient patient)
    {
        if (patient.Settings.Certificates.IsEmpty)
        {
            yield return Diagnosis.Ok("a self-signed certificate is used: right for STARTTLS between servers, which do not check it; programs and partners that do need a real one (\"certificates\" in gatepost.yaml)");
            yield break;
        }
        foreach (var problem in CertificateCheck.Problems(patient.Settings))
            yield return Diagnosis.Trouble(problem, "the user gatepost must be able to read both files");
        var names = new List<X509Certificate2>();
        foreach (var pair in patient.Settings.Certificates)
        {
            if (Load(pair) is not { } certificate)
                continue;
            names.Add(certificate);
            yield return Life(pair, certificate, patient.Time.GetUtcNow());
        }
        if (names.Count > 0 && !names.Exists(certificate => certificate.MatchesHostname(patient.Settings.HostName)))
            yield return Diagnosis.Warning($"no certificate is for {patient.Settings.HostName}, the name of this gateway", "senders with DANE or MTA-STS refuse to deliver then; get one with this name");
    }

    private static X509Certificate2? Load(CertificateFiles pair)
    {
        try
        {
            return X509CertificateLoader.LoadCertificateFromFile(pair.CertificateFile);
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Diagnosis Life(CertificateFiles pair, X509Certificate2 certificate, DateTimeOffset now)
    {
        var ends = certificate.NotAfter.ToUniversalTime();
        var words = $"{pair.CertificateFile} ends at {ends:yyyy-MM-dd HH:mm} UTC";
        if (now.UtcDateTime > ends)
            return Diagnosis.Trouble(words + ", which is past", "renew it, then: gatepost reload");
        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime())
            return Diagnosis.Trouble($"{pair.CertificateFile} is not in force before {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd HH:mm} UTC", "is the clock right?");
        return now.UtcDateTime + Soon > ends ? Diagnosis.Warning(words, "it was not renewed in time: look at certbot or what else renews it") : Diagnosis.Ok(words);
    }
}

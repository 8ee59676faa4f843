using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Gatepost.Mail.Addresses;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Smtp.Client;

/// <summary>Looks at the certificate of one next hop: chain, time and name. What is wrong is said in words that an administrator can act upon.</summary>
/// <param name="trust">What it is compared with.</param>
/// <param name="host">The host that was connected to.</param>
/// <param name="mustHold">True refuses the connection when something is wrong; else it is noted only (RFC 7435).</param>
internal sealed class CertificateCheck(SmtpClientTrust trust, string host, bool mustHold)
{
    /// <summary>Characters of what a certificate says of itself: a stranger wrote it, and it goes to logs and bounces.</summary>
    private const int QuotedCharacters = 200;

    /// <summary>Names of a certificate that are quoted.</summary>
    private const int QuotedNames = 5;

    private readonly string _serverName = DomainName.ToAscii(trust.ServerName ?? host);

    /// <summary>What is wrong with the certificate, or null when it is trusted and carries the right name.</summary>
    public string? Trouble { get; private set; } = "the next hop showed no certificate";

    /// <summary>True when the connection was refused for it.</summary>
    public bool IsRefused { get; private set; }

    public SslClientAuthenticationOptions Options()
    {
        // A stranger's certificate names addresses to fetch its issuer from; nothing is fetched, or he could make us ask hosts of his choice.
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (trust.Authorities is { } authorities)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
        return new SslClientAuthenticationOptions
        {
            TargetHost = _serverName,
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = (_, certificate, chain, errors) => Check(certificate as X509Certificate2, chain, errors),
        };
    }

    private bool Check(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not null)
            Trouble = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) ? ChainTrouble(certificate, chain) : NameTrouble(certificate);
        IsRefused = mustHold && Trouble is not null;
        return !IsRefused;
    }

    private string ChainTrouble(X509Certificate2 certificate, X509Chain? chain)
    {
        var found = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status) ?? X509ChainStatusFlags.NoError;
        if (found.HasFlag(X509ChainStatusFlags.NotTimeValid))
            return string.Create(CultureInfo.InvariantCulture, $"the certificate of {_serverName} or of its issuer is out of date: its own is valid from {certificate.NotBefore.ToUniversalTime():yyyy-MM-dd} to {certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        if (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            return $"the certificate of {_serverName} is self-signed, and no authority that is trusted here";
        return (found & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != 0
            ? $"the certificate of {_serverName} is issued by \"{Quoted(certificate.Issuer)}\", which is not trusted here"
            : $"the certificate of {_serverName} does not hold: {found}";
    }

    private string? NameTrouble(X509Certificate2 certificate)
    {
        var expected = trust.Names.IsEmpty ? [_serverName] : trust.Names;
        var names = NamesOf(certificate);
        foreach (var name in expected)
        {
            var ascii = DomainName.ToAscii(name).Trim('[', ']');
            if (!IsComparable(ascii))
                continue;
            if (ascii.StartsWith("*.", StringComparison.Ordinal)
                ? names.Any(own => own.EndsWith(ascii[1..], StringComparison.Ordinal))
                : certificate.MatchesHostname(ascii, allowWildcards: true, allowCommonName: false))
                return null;
        }
        var carried = names.Length == 0 ? "no name at all" : string.Join(", ", names.Take(QuotedNames).Select(Quoted)) + (names.Length > QuotedNames ? ", ..." : "");
        return $"the certificate of {_serverName} is for {carried}, not for {string.Join(" or ", expected)}";
    }

    /// <summary>Names come from DNS and from addresses too, and what is no host name and no address cannot stand in a certificate; comparing it throws.</summary>
    private static bool IsComparable(string name) => Uri.CheckHostName(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name) != UriHostNameType.Unknown;

    private static string[] NamesOf(X509Certificate2 certificate) =>
    [
        .. certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames()).Select(name => name.ToLowerInvariant()),
    ];

    private static string Quoted(string text) => VisibleText.OneLine(text, QuotedCharacters);
}

using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Delivery.Transports;

/// <summary>Says how the hosts of a destination are spoken to, with what the policy only names: authorities and secrets. Thread-safe.</summary>
internal sealed class NextHopProfiles(CertificateAuthorities authorities, CredentialStore credentials, GatewaySettings settings)
{
    /// <summary>The profile, or why there is none: then nothing is sent, since every way around it would be a weaker one.</summary>
    public (SmtpClientProfile? Profile, SmtpOutcome? Failure) Of(Destination destination)
    {
        var route = destination.Route!;
        var trust = new SmtpClientTrust { ServerName = route.Tls.ServerName, Names = route.Tls.Names };
        if (route.Tls.Mode == SmtpClientTls.Verified && route.Tls.Names.IsEmpty && destination.Domain is { } domain)
        {
            // DNS, which is a stranger's, named the host: a certificate of that name would only prove that he has one.
            trust = trust with { Names = [domain, "*." + domain] };
        }
        if (route.Tls.Authorities is { } file)
        {
            var (found, trouble) = authorities.Read(Path.Combine(settings.DataFolder, file));
            if (found is null)
                return (null, SmtpOutcome.Deferred(7, 5, trouble!));
            trust = trust with { Authorities = found };
        }
        var profile = new SmtpClientProfile
        {
            Tls = route.Tls.Mode,
            IsImplicitTls = route.Tls.IsImplicit,
            Trust = trust,
            Protocol = route.Protocol,
            HostName = route.HostName,
            Sources = route.SourceAddresses,
            UseChunking = route.UseChunking,
        };
        if (route.Credentials is not { } name)
            return (profile, null);
        var (known, missing) = credentials.Find(name);
        return known is null ? (null, SmtpOutcome.Deferred(7, 0, missing!)) : (profile with { Credentials = known }, null);
    }
}

using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Mail.Smtp.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gatepost.Gateway.Receiving;

/// <summary>All listeners of the settings, hung into Kestrel.</summary>
public sealed class SmtpListeners
{
    private readonly ImmutableArray<SmtpListener> _listeners;

    internal SmtpListeners(GatewaySettings settings, ReceivingServices services, ServerCertificates certificates) =>
        _listeners = [.. settings.Listeners.Select(listener => new SmtpListener(listener, OptionsOf(settings, listener, certificates), services))];

    /// <summary>Open connections of a listener, by its name.</summary>
    public IReadOnlyDictionary<string, int> Connections => _listeners.ToDictionary(listener => listener.Settings.Name, listener => listener.Connections);

    /// <summary>Makes Kestrel listen on every endpoint.</summary>
    public void Bind(KestrelServerOptions kestrel)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        foreach (var listener in _listeners)
            kestrel.Listen(listener.Settings.EndPoint, options => options.Run(listener.ServeAsync));
    }

    private static SmtpServerOptions OptionsOf(GatewaySettings settings, ListenerSettings listener, ServerCertificates certificates) => new()
    {
        HostName = settings.HostName,
        Limits = listener.Limits,
        BareLineEndings = listener.BareLineEndings,
        RequireTls = listener.RequireTls,
        Tls = certificates.Options,
    };
}

using System.Collections.Immutable;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Certificates;
using Gatepost.Mail.Smtp.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>All listeners of the settings, hung into Kestrel.</summary>
public sealed class SmtpListeners
{
    private readonly ImmutableArray<SmtpListener> _listeners;
    private readonly ILogger _logger;

    internal SmtpListeners(GatewaySettings settings, ReceivingServices services, ServerCertificates certificates, TrustedClients clients)
    {
        _logger = services.Logger;
        _listeners = [.. settings.Listeners.Select(listener => new SmtpListener(listener, OptionsOf(settings, listener, certificates, clients.For(listener)), services))];
    }

    /// <summary>Open connections of a listener, by its name.</summary>
    public IReadOnlyDictionary<string, int> Connections => _listeners.ToDictionary(listener => listener.Settings.Name, listener => listener.Connections);

    /// <summary>Makes Kestrel listen on every endpoint, with the sockets that systemd opened where there are any.</summary>
    public void Bind(KestrelServerOptions kestrel, InheritedSockets inherited)
    {
        ArgumentNullException.ThrowIfNull(kestrel);
        ArgumentNullException.ThrowIfNull(inherited);
        foreach (var listener in _listeners)
        {
            Warn(listener.Settings, _logger);
            var sockets = inherited.For(listener.Settings.Name).ToArray();
            foreach (var socket in sockets)
                kestrel.ListenHandle((ulong)socket, options => options.Run(listener.ServeAsync));
            if (sockets.Length == 0)
                kestrel.Listen(listener.Settings.EndPoint, options => options.Run(listener.ServeAsync));
        }
    }

    /// <summary>RFC 3207 section 4 forbids a server of the Internet to demand TLS; some want it all the same.</summary>
    private static void Warn(ListenerSettings listener, ILogger logger)
    {
        if (listener is { Role: ListenerRole.Mx, Tls: ListenerTls.Required or ListenerTls.Implicit })
            ReceivingLog.MxDemandsTls(logger, listener.Name);
    }

    private static SmtpServerOptions OptionsOf(GatewaySettings settings, ListenerSettings listener, ServerCertificates certificates, ClientCertificates? clients) => new()
    {
        HostName = settings.HostName,
        Limits = listener.Limits,
        BareLineEndings = listener.BareLineEndings,
        Banner = listener.Banner,
        Tls = listener.Tls == ListenerTls.Off ? null : clients is null ? certificates.Options : certificates.OptionsWithClient,
        RecogniseClient = clients is null ? null : clients.Recognise,
        OffersAuthentication = listener.Authentication,
        RequireTls = listener.Tls is ListenerTls.Required or ListenerTls.Implicit,
        ImplicitTls = listener.Tls == ListenerTls.Implicit,
    };
}

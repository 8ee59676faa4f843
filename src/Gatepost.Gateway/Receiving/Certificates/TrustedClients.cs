using System.Collections.Frozen;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Reloading;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving.Certificates;

/// <summary>The certificates of clients that each listener trusts.</summary>
internal sealed class TrustedClients(GatewaySettings settings, TimeProvider time, ILogger<TrustedClients> logger)
{
    private readonly FrozenDictionary<string, ClientCertificates> _ofListeners = settings.Listeners.Where(listener => listener.ClientCertificates is not null)
        .ToFrozenDictionary(listener => listener.Name, listener => new ClientCertificates(listener, time, logger));

    public IEnumerable<ReloadedFiles> Files => _ofListeners.Values.Select(clients => clients.Authorities).OfType<ReloadedFiles>();

    /// <summary>Null where clients are not asked for a certificate.</summary>
    public ClientCertificates? For(ListenerSettings listener) => _ofListeners.GetValueOrDefault(listener.Name);
}

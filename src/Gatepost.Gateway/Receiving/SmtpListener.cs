using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Mail.Smtp.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Gatepost.Gateway.Receiving;

/// <summary>
/// One spooling SMTP listener: gives each connection of Kestrel a session, counts connections, and turns the host's shutdown into a drain.
/// Thread-safe.
/// </summary>
internal sealed class SmtpListener(ListenerSettings settings, SmtpServerOptions options, ReceivingServices services)
{
    private readonly ConnectionLimiter _limiter = new(settings.MaxConnections, settings.MaxConnectionsPerAddress);

    public ListenerSettings Settings => settings;

    /// <summary>Open connections.</summary>
    public int Connections => _limiter.Count;

    public async Task ServeAsync(ConnectionContext connection)
    {
        var client = EndPointOf(connection.RemoteEndPoint);
        var admission = _limiter.Enter(client.Address);
        services.Metrics?.SessionBegins(settings.Name);
        try
        {
            var session = new SmtpSession
            {
                Id = Guid.CreateVersion7(services.Time.GetUtcNow()),
                Listener = settings.Name,
                RemoteEndPoint = client,
                LocalEndPoint = EndPointOf(connection.LocalEndPoint),
                StartedAt = services.Time.GetUtcNow(),
            };
            ReceivingLog.SessionBegins(services.Logger, session.Id, client.Address, settings.Name);
            var isRelayClient = RelayControl.IsRelayClient(client.Address, settings.RelayNetworks);
            await using var relay = settings.Direct is { } direct ? new NextHopRelay(services.Direct, direct.NextHop) : null;
            var receiving = new ReceivingSession(settings, services, admission, isRelayClient, relay);
            ISmtpSessionHandler handler = relay is null ? receiving : new DirectSession(receiving, settings.Direct!, relay);
            var drain = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
            // Kestrel cancels ConnectionClosed as soon as the client closes its own side, which it may do after its last command; an abort of ours
            // reaches the session through its pipes.
            await new SmtpServerSession(connection.Transport, session, options, handler, services.Time, services.Logger)
                .RunAsync(drain, CancellationToken.None);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ReceivingLog.SessionFailed(services.Logger, client.Address, e);
        }
        finally
        {
            _limiter.Leave(client.Address);
        }
    }

    /// <summary>A dual-stack socket shows IPv4 clients as mapped IPv6 addresses; logs and networks know them by their own form.</summary>
    private static IPEndPoint EndPointOf(EndPoint? endPoint) => endPoint is IPEndPoint ip
        ? new IPEndPoint(ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address, ip.Port)
        : new IPEndPoint(IPAddress.None, 0);
}

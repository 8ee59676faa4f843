using System.Net;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Receiving.Connections;
using Gatepost.Gateway.Receiving.Direct;
using Gatepost.Mail.Smtp.Server;
using Gatepost.Mail.Smtp.Server.Proxy;
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

    private readonly ConnectionLimiter _unannounced = new(settings.MaxConnections, settings.MaxConnections);

    public ListenerSettings Settings => settings;

    /// <summary>Open connections.</summary>
    public int Connections => _limiter.Count;

    public async Task ServeAsync(ConnectionContext connection)
    {
        var peer = EndPointOf(connection.RemoteEndPoint);
        try
        {
            if (!RelayControl.IsRelayClient(peer.Address, settings.ProxyHosts))
                await ServeAsync(connection, peer, EndPointOf(connection.LocalEndPoint), isClientKnown: true);
            else if (await ProxyHeaderAsync(connection, peer.Address) is { } header)
                await ServeAsync(connection, header.Client ?? peer, header.Destination ?? EndPointOf(connection.LocalEndPoint), header.Client is not null);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            ReceivingLog.SessionFailed(services.Logger, peer.Address, e);
        }
    }

    private async Task ServeAsync(ConnectionContext connection, IPEndPoint client, IPEndPoint destination, bool isClientKnown)
    {
        services.Metrics?.SessionBegins(settings.Name);
        using var seat = new ConnectionSeat(_limiter, client.Address);
        var session = new SmtpSession
        {
            Id = Guid.CreateVersion7(services.Time.GetUtcNow()),
            Listener = settings.Name,
            RemoteEndPoint = client,
            LocalEndPoint = destination,
            StartedAt = services.Time.GetUtcNow(),
            MayStateClient = isClientKnown && RelayControl.IsRelayClient(client.Address, settings.XclientHosts),
            MayForwardClient = isClientKnown && RelayControl.IsRelayClient(client.Address, settings.XforwardHosts),
        };
        ReceivingLog.SessionBegins(services.Logger, session.Id, client.Address, settings.Name);
        await using var relay = settings.Direct is { } direct ? new NextHopRelay(services.Direct, direct.NextHop) : null;
        var receiving = new ReceivingSession(settings, services, seat, isClientKnown, relay);
        ISmtpSessionHandler handler = relay is null ? receiving : new DirectSession(receiving, settings.Direct!, relay, isClientKnown);
        var drain = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        // Kestrel cancels ConnectionClosed as soon as the client closes its own side, which it may do after its last command; an abort of ours
        // reaches the session through its pipes.
        await new SmtpServerSession(connection.Transport, session, options, handler, services.Time, services.Logger)
            .RunAsync(drain, CancellationToken.None);
    }

    /// <summary>Null when the connection is to be closed. Connections that have not said yet for whom they are count all together.</summary>
    private async ValueTask<ProxyHeader?> ProxyHeaderAsync(ConnectionContext connection, IPAddress proxy)
    {
        var admission = _unannounced.Enter(proxy);
        try
        {
            var (header, problem) = admission == ConnectionAdmission.Admitted
                ? await ProxyIntake.ReadAsync(connection.Transport.Input, options.Limits.HandshakeTimeout, services.Time, connection.ConnectionClosed)
                : (null, "too many connections wait for their PROXY header");
            if (header is null)
                ReceivingLog.BadProxyHeader(services.Logger, settings.Name, proxy, problem!);
            return header;
        }
        finally
        {
            _unannounced.Leave(proxy);
        }
    }

    /// <summary>A dual-stack socket shows IPv4 clients as mapped IPv6 addresses; logs and networks know them by their own form.</summary>
    private static IPEndPoint EndPointOf(EndPoint? endPoint) => endPoint is IPEndPoint ip
        ? new IPEndPoint(ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address, ip.Port)
        : new IPEndPoint(IPAddress.None, 0);
}

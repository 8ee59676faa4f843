using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Routing;
using Gatepost.Gateway.Delivery.Transports;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Smtp.Client;

namespace Gatepost.Gateway.Receiving.Direct;

/// <summary>Opens connections to the next hops of direct listeners. Thread-safe.</summary>
internal sealed class DirectConnector(NextHopResolver resolver, GatewaySettings settings, DirectLimits limits, SevenBitRoom room, IFailpoints failpoints, TimeProvider time, DeliveryMetrics? metrics = null)
{
    private readonly SmtpConnector _connector = new(new SmtpClientOptions { HostName = settings.HostName, Limits = limits.Conversation }, time);

    public DirectLimits Limits => limits;

    /// <summary>Where the onward leg is counted: it is an attempt as any other.</summary>
    public DeliveryMetrics? Metrics => metrics;

    /// <summary>For crash tests.</summary>
    public SmtpSendHooks Hooks { get; } = new(
        () => failpoints.Hit(FailpointNames.BeforeNextHopReply), () => failpoints.Hit(FailpointNames.AfterNextHopReply));

    /// <summary>The octets of a message under the rules that hold for mail to such a next hop from the queue too; the caller disposes it.</summary>
    public OutgoingContent ContentOf(EditedMessage message, Envelope envelope, SpoolNextHop hop) =>
        new(message, envelope, Destination.OfFront(hop).Route!.EightBit, room);

    /// <summary>Connects to the first of the next hop's addresses that answers.</summary>
    public async ValueTask<SmtpConnectResult> OpenAsync(SpoolNextHop hop, CancellationToken cancellationToken)
    {
        var destination = Destination.OfFront(hop);
        var (hops, failure) = await resolver.ResolveAsync(destination, cancellationToken);
        foreach (var address in hops)
        {
            var (connection, trouble) = await _connector.ConnectAsync(address, destination.Route!.Tls.Mode, cancellationToken);
            if (connection is not null)
                return new SmtpConnectResult(connection, null);
            failure = trouble! with { Words = $"the next hop {address} cannot be used now: {trouble.Words}" };
        }
        return new SmtpConnectResult(null, failure);
    }
}

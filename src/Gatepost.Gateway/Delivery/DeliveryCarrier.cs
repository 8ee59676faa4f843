using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Delivery;

/// <summary>Takes copies that are to be delivered into the queue.</summary>
internal sealed class DeliveryCarrier(DeliveryQueue queue) : ISpoolCarrier
{
    /// <inheritdoc/>
    public SpoolOutcome Outcome => SpoolOutcome.Deliver;

    /// <inheritdoc/>
    public void Take(SpoolEntry entry, SpoolCopy copy) => queue.Add(entry, copy);
}

/// <summary>Takes copies that were rejected after their 250, of whom only the sender is told.</summary>
internal sealed class BounceCarrier(DeliveryQueue queue) : ISpoolCarrier
{
    /// <inheritdoc/>
    public SpoolOutcome Outcome => SpoolOutcome.Bounce;

    /// <inheritdoc/>
    public void Take(SpoolEntry entry, SpoolCopy copy) => queue.Add(entry, copy);
}

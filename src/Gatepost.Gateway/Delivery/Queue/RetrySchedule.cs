using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Delivery.Queue;

/// <summary>When a recipient that was deferred is tried again, and when that ends.</summary>
/// <param name="profile">Waits and life times.</param>
/// <param name="random">For the jitter; must be thread-safe.</param>
internal sealed class RetrySchedule(RetryProfile profile, Random random)
{
    /// <summary>Drawn once for all recipients of an attempt: were each to draw its own, a message to a thousand would be sent a thousand times.</summary>
    private readonly double _spread = 1 - Jitter + (2 * Jitter * random.NextDouble());

    /// <summary>Waits are spread by up to a tenth: what failed together would come back together, and fail together again.</summary>
    private const double Jitter = 0.1;

    /// <summary>When a recipient is given up. A bounce lives shorter: nobody waits for it for days.</summary>
    public DateTimeOffset ExpiryOf(SpoolEntry entry, RecipientUpdate state) =>
        SinceOf(entry, state) + (entry.Record.Envelope.Sender is null ? profile.BounceLife : profile.MaximumLife);

    /// <summary>
    /// True when the sender may be told that it takes long: the first time once the message is old enough, then whenever a further age was passed
    /// since the attempt before.
    /// </summary>
    public bool IsLate(SpoolEntry entry, RecipientUpdate state, DateTimeOffset before, DateTimeOffset now)
    {
        var since = SinceOf(entry, state);
        return state.DelayTold
            ? profile.DelayNotices.Any(age => before - since < age && age <= now - since)
            : profile.DelayNotices.Any(age => age <= now - since);
    }

    /// <summary>The next attempt, or null when the recipient is to be given up.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="state">The recipient's state, with the attempts so far: at least 1.</param>
    /// <param name="notBefore">The destination's own back-off, if it has one.</param>
    /// <param name="now">The time.</param>
    public DateTimeOffset? Next(SpoolEntry entry, RecipientUpdate state, DateTimeOffset? notBefore, DateTimeOffset now)
    {
        var expiry = ExpiryOf(entry, state);
        if (now >= expiry)
            return null;
        var next = now + Spread(WaitAfter(state.Attempts));
        if (notBefore > next)
            next = notBefore.Value;
        // The last attempt is made at the very end of the message's life, not up to four hours before it.
        return next < expiry ? next : expiry;
    }

    /// <summary>How long a destination is left alone after so many failures to reach it in a row.</summary>
    public static TimeSpan BackOff(DeliveryLimits limits, int failures)
    {
        var wait = limits.FirstBackOff;
        for (var i = 1; i < failures && wait < limits.LongestBackOff; i++)
            wait *= 2;
        return wait < limits.LongestBackOff ? wait : limits.LongestBackOff;
    }

    private static DateTimeOffset SinceOf(SpoolEntry entry, RecipientUpdate state) => state.QueuedSince ?? entry.Record.Envelope.ReceivedAt;

    private TimeSpan WaitAfter(int attempts)
    {
        var waits = profile.RetryAfter;
        return waits.IsDefaultOrEmpty ? TimeSpan.FromHours(1) : waits[Math.Clamp(attempts - 1, 0, waits.Length - 1)];
    }

    private TimeSpan Spread(TimeSpan wait) => wait * _spread;
}

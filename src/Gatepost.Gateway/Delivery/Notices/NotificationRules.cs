using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Delivery.Notices;

/// <summary>Who is told of what (RFC 3461 sections 4.1 and 5.2). Messages with the null sender are told of to nobody but the postmaster.</summary>
internal static class NotificationRules
{
    /// <summary>Failures are told unless the sender said otherwise.</summary>
    public static bool WantsFailure(DsnNotify notify) => notify == DsnNotify.Default || notify.HasFlag(DsnNotify.Failure);

    /// <summary>Without a word on it we tell of a delay too, as RFC 3461 section 4.1 allows: silence for days helps nobody.</summary>
    public static bool WantsDelay(DsnNotify notify) => notify == DsnNotify.Default || notify.HasFlag(DsnNotify.Delay);

    /// <summary>Success is told on request, and by us only where the next hop does not do it.</summary>
    public static bool WantsSuccess(DsnNotify notify, bool passedOn) => notify.HasFlag(DsnNotify.Success) && !passedOn;
}

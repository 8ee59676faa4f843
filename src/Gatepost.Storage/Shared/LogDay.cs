using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;

namespace Gatepost.Storage.Shared;

/// <summary>Which day (UTC) a line of the log belongs to.</summary>
internal static class LogDay
{
    /// <summary>Everything of a message lies in the day of its id; a refusal in the day when it was spoken.</summary>
    public static DateOnly Of(LogEntry entry) => entry switch
    {
        RefusalLogged refusal => Of(refusal.At),
        MessageLogged message => Of(message.MailId),
        AttemptLogged attempt => Of(attempt.MailId),
        StatusLogged status => Of(status.MailId),
        _ => throw new ArgumentException($"A log line of the kind {entry.GetType().Name} is not known.", nameof(entry)),
    };

    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    /// <summary>The day of an id that somebody typed; false where it is no id of ours.</summary>
    public static bool TryOf(MailId id, out DateOnly day)
    {
        day = default;
        if (id.Value.Version != 7)
            return false;
        try
        {
            day = Of(id.Time);
            return true;
        }
        catch (ArgumentOutOfRangeException)
        {
            return false;
        }
    }

    private static DateOnly Of(MailId id) =>
        TryOf(id, out var day) ? day : throw new ArgumentException($"{id} carries no time: it is no mail id of ours.", nameof(id));
}

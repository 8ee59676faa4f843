namespace Gatepost.Gateway.Spool;

/// <summary>Whether mail can be taken now. Cheap: the free room is looked at once a second. Thread-safe.</summary>
internal sealed class SpoolHealth(ISpoolDisk disk, SpoolLimits limits, TimeProvider time)
{
    private const string ShortOfRoom = "The mail store is short of room.";
    private const string Unreadable = "The mail store cannot be examined.";
    private const string Refused = "The mail store could not write a moment ago.";

    private readonly Lock _lock = new();
    private string? _room;
    private long? _lookedAt;
    private long? _failedAt;

    /// <summary>Words for a peer, or null.</summary>
    public string? Reason
    {
        get
        {
            lock (_lock)
            {
                if (_failedAt is { } failed && time.GetElapsedTime(failed) < limits.RestAfterError)
                    return Refused;
                if (_lookedAt is not { } looked || time.GetElapsedTime(looked) >= limits.FreeRoomCheck)
                    (_room, _lookedAt) = (LookAtRoom(), time.GetTimestamp());
                return _room;
            }
        }
    }

    /// <summary>The disk refused to write.</summary>
    public void Failed()
    {
        lock (_lock)
            (_failedAt, _lookedAt) = (time.GetTimestamp(), null);
    }

    private string? LookAtRoom()
    {
        try
        {
            return disk.FreeOctets() < limits.MinimumFreeOctets ? ShortOfRoom : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unreadable;
        }
    }
}

namespace Gatepost.Gateway.Spool;

/// <summary>Bounds of the spool.</summary>
public sealed record SpoolLimits
{
    /// <summary>Content up to this size is also kept in memory while its session lasts: most mail is smaller and never needs to be read back.</summary>
    public int MemoryOctets { get; init; } = 262_144;

    /// <summary>Below this much free room no mail is taken (452 4.3.1): Postfix asks for 1.5 times its message limit.</summary>
    public long MinimumFreeOctets { get; init; } = 157_286_400;

    /// <summary>Octets of one record in a spool file: stops a corrupt length from taking all memory.</summary>
    public int RecordOctets { get; init; } = 67_108_864;

    /// <summary>Calls that wait for the disk at once. More let the file system join more fsyncs into one of its own commits; each costs a thread while it is needed.</summary>
    public int DiskThreads { get; init; } = 16;

    /// <summary>How long a look at the free room is good for: every message asks, and a second's mail cannot fill the minimum.</summary>
    public TimeSpan FreeRoomCheck { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long no mail is taken after the disk refused to write: a client's next attempt then finds it healthy or still ill, not half of each.</summary>
    public TimeSpan RestAfterError { get; init; } = TimeSpan.FromSeconds(5);
}

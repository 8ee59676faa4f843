namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>Bounds of the journal.</summary>
public sealed record JournalLimits
{
    /// <summary>A segment is closed at this size: small enough that loaded lines are soon removed, large enough that few files are made.</summary>
    public long SegmentOctets { get; init; } = 16_777_216;

    /// <summary>A segment is closed at this age, so that a quiet gateway, too, lets go of old lines.</summary>
    public TimeSpan SegmentAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often what was written is synced: what a power cut may cost, see the design.</summary>
    public TimeSpan SyncInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Lines kept in memory while the disk refuses them: at 2 KB a message some 16,000 messages. What comes after that is dropped, and counted.
    /// </summary>
    public long BacklogOctets { get; init; } = 33_554_432;

    /// <summary>One line. A message of 1,000 recipients with a full decision record takes about 1 MB; a longer one goes without its record.</summary>
    public int LineOctets { get; init; } = 16_777_216;

    /// <summary>Octets of lines written at once, and read at once.</summary>
    public int ChunkOctets { get; init; } = 1_048_576;
}

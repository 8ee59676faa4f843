namespace Gatepost.Mail.Extraction;

/// <summary>
/// What opening the files of one message may cost, all together. What lies beyond is reported as <c>unscannable</c>, never passed over in silence. The gateway counts down from file to
/// file, and the worker keeps what is left.
/// </summary>
public sealed record ExtractionBudget
{
    /// <summary>Containers within each other. An archive sent on in an archive is 2 or 3 deep; a document within adds 2 to 4 (package, OLE object, its stream).</summary>
    public int Depth { get; init; } = 20;

    /// <summary>Members of one container. A source tree in a zip has some hundreds; larger ones are not sent by mail but by bombs.</summary>
    public int FilesPerContainer { get; init; } = 1_000;

    /// <summary>Members of all containers of a message: bounds the answer to a few megabytes.</summary>
    public int Files { get; init; } = 5_000;

    /// <summary>Octets that one member may unpack to. Twice what listeners take by default: a larger file was never a mail.</summary>
    public long FileOctets { get; init; } = 134_217_728;

    /// <summary>Octets that all members of a message may unpack to: about a second of a core. clamd's default MaxScanSize is 400 MB.</summary>
    public long AllOctets { get; init; } = 268_435_456;

    /// <summary>How many octets a member may unpack from one, beyond <see cref="RatioFreeOctets"/>. Office XML and logs reach 30 to 100; deflate ends at 1,032.</summary>
    public int Ratio { get; init; } = 200;

    /// <summary>A member below this many octets may have any ratio: a small file of blanks harms nobody.</summary>
    public long RatioFreeOctets { get; init; } = 4_194_304;

    /// <summary>Octets of all texts, as UTF-8: as for the texts of the message itself.</summary>
    public int TextOctets { get; init; } = 8_388_608;

    /// <summary>Links. The longest digests have some 2,000.</summary>
    public int Links { get; init; } = 10_000;

    /// <summary>Wall-clock time of a message's files. Ordinary files take milliseconds; a session waits 30 seconds in all.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>CPU time of the same: a core is never away for longer, whatever a message holds.</summary>
    public TimeSpan CpuTime { get; init; } = TimeSpan.FromSeconds(4);
}

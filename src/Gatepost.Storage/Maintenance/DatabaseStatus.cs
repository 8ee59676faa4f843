namespace Gatepost.Storage.Maintenance;

/// <summary>What is known of the database, for an administrator.</summary>
public sealed record DatabaseStatus
{
    /// <summary><c>sqlite</c> or <c>postgresql</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is; no secret.</summary>
    public required string Place { get; init; }

    /// <summary>The version of the server, or of SQLite.</summary>
    public required string Version { get; init; }

    /// <summary>Octets on disk, of everything in it.</summary>
    public required long Octets { get; init; }

    /// <summary>Steps of the schema that <c>gatepost db migrate</c>, or the next start, would run.</summary>
    public required IReadOnlyList<string> Pending { get; init; }

    /// <summary>True when pg_trgm is there; null with SQLite, which brings its own.</summary>
    public bool? HasTrigrams { get; init; }

    /// <summary>Days whose addresses have no index for patterns that begin with a star, because the extension came later.</summary>
    public int DaysWithoutTrigrams { get; init; }

    /// <summary>The days of the log, newest first.</summary>
    public required IReadOnlyList<LogDaySize> Days { get; init; }

    /// <summary>What must run on one node only, and which node does it.</summary>
    public IReadOnlyList<LeaseStatus> Leases { get; init; } = [];
}

/// <summary>A day of the log.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Octets">On disk, with its indexes.</param>
/// <param name="Recipients">About how many rows of recipients; null where nobody has counted them yet.</param>
public sealed record LogDaySize(DateOnly Day, long Octets, long? Recipients);

/// <summary>A lease.</summary>
/// <param name="Name">What must run once.</param>
/// <param name="Node">The node's id, from <c>node/id</c> in its data folder.</param>
/// <param name="Until">When another node may take over.</param>
public sealed record LeaseStatus(string Name, string Node, DateTimeOffset Until);

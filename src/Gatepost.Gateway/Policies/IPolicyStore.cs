namespace Gatepost.Gateway.Policies;

/// <summary>The sequence of policy revisions in the database (SQLite or PostgreSQL). Thread-safe; throws what the database throws.</summary>
public interface IPolicyStore
{
    /// <summary>The newest revision, or null in an empty database.</summary>
    Task<PolicyRevision?> LatestAsync(CancellationToken cancellationToken);

    /// <summary>A revision by number, or null.</summary>
    Task<PolicyRevision?> FindAsync(long number, CancellationToken cancellationToken);

    /// <summary>The newest first, without their YAML.</summary>
    Task<IReadOnlyList<PolicyRevision>> HistoryAsync(int count, CancellationToken cancellationToken);

    /// <summary>
    /// Adds a revision; its number is the next one. When <paramref name="expectedLatest"/> is given and is no longer the newest, nothing is added and null
    /// comes back: somebody else was faster.
    /// </summary>
    Task<PolicyRevision?> AddAsync(NewPolicyRevision revision, long? expectedLatest, CancellationToken cancellationToken);
}

/// <summary>A revision to add.</summary>
/// <param name="Yaml">The canonical YAML.</param>
/// <param name="Hash">SHA-256 of it, hex.</param>
/// <param name="Author">Who, such as <c>uid 0 (root)</c>.</param>
/// <param name="Note">Why, or null.</param>
/// <param name="CreatedAt">When (UTC).</param>
public sealed record NewPolicyRevision(string Yaml, string Hash, string Author, string? Note, DateTimeOffset CreatedAt);

/// <summary>A stored revision.</summary>
/// <param name="Number">1, 2, 3, ...</param>
/// <param name="Yaml">The canonical YAML; empty in lists.</param>
/// <param name="Hash">SHA-256, hex.</param>
/// <param name="Author">Who.</param>
/// <param name="Note">Why, or null.</param>
/// <param name="CreatedAt">When (UTC).</param>
public sealed record PolicyRevision(long Number, string Yaml, string Hash, string Author, string? Note, DateTimeOffset CreatedAt);

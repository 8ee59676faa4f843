namespace Gatepost.Storage.Maintenance;

/// <summary>How far a copy is.</summary>
/// <param name="Part">What is copied now, such as <c>log of 2026-03-04</c>.</param>
/// <param name="Done">Portions carried so far.</param>
/// <param name="Total">Of so many.</param>
public sealed record DatabaseCopyProgress(string Part, long Done, long Total);

/// <summary>What a copy counted in both databases at its end.</summary>
/// <param name="Trouble">Why nothing was copied, or not all of it; null when everything is there.</param>
/// <param name="Counts">A line for each kind of row.</param>
public sealed record DatabaseCopyResult(string? Trouble, IReadOnlyList<DatabaseCopyCount> Counts);

/// <summary>One kind of row.</summary>
/// <param name="What">Which.</param>
/// <param name="Source">In the SQLite databases.</param>
/// <param name="Target">In PostgreSQL.</param>
public sealed record DatabaseCopyCount(string What, long Source, long Target);

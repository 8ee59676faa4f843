using System.Collections.Immutable;

namespace Gatepost.Gateway.Administration;

/// <summary>A policy revision in lists and after an apply.</summary>
/// <param name="Number">1, 2, 3, ...</param>
/// <param name="Hash">SHA-256 of the canonical YAML, hex.</param>
/// <param name="Author">Who.</param>
/// <param name="Note">Why, or null.</param>
/// <param name="CreatedAt">When (UTC).</param>
/// <param name="InForce">True for the one that decides now.</param>
public sealed record RevisionListing(long Number, string Hash, string Author, string? Note, DateTimeOffset CreatedAt, bool InForce);

/// <summary>A policy to apply or to check.</summary>
/// <param name="File">Names it in errors.</param>
/// <param name="Yaml">The text.</param>
/// <param name="Note">Why, for the history.</param>
/// <param name="ExpectedLatest">Refuse when this is no longer the newest revision; null = whatever is there.</param>
public sealed record PolicyUpload(string File, string Yaml, string? Note = null, long? ExpectedLatest = null);

/// <summary>The outcome of a <see cref="PolicyUpload"/>.</summary>
/// <param name="Revision">The revision in force now, when there was no mistake.</param>
/// <param name="IsNew">False when the policy in force says the same already.</param>
/// <param name="Errors">Every mistake, as <c>file:line:column: key: words</c>.</param>
public sealed record PolicyVerdict(RevisionListing? Revision, bool IsNew, ImmutableArray<string> Errors);

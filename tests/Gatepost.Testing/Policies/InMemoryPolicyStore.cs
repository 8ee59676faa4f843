using Gatepost.Gateway.Policies;

namespace Gatepost.Testing.Policies;

/// <summary>A policy store in memory, that can be away.</summary>
public sealed class InMemoryPolicyStore : IPolicyStore
{
    private readonly Lock _lock = new();
    private readonly List<PolicyRevision> _revisions = [];

    /// <summary>When set, every call fails as a database does that cannot be reached.</summary>
    public bool IsAway { get; set; }

    /// <summary>How often a text was asked for.</summary>
    public int TextsRead { get; private set; }

    /// <summary>When set, calls wait for it.</summary>
    public Task? Stalled { get; set; }

    public IReadOnlyList<PolicyRevision> Revisions
    {
        get
        {
            lock (_lock)
                return [.. _revisions];
        }
    }

    public async Task<PolicyRevision?> LatestAsync(CancellationToken cancellationToken)
    {
        await AnswerAsync();
        lock (_lock)
        {
            TextsRead++;
            return _revisions.LastOrDefault();
        }
    }

    public async Task<PolicyRevision?> FindAsync(long number, CancellationToken cancellationToken)
    {
        await AnswerAsync();
        lock (_lock)
            return _revisions.Find(revision => revision.Number == number);
    }

    public async Task<IReadOnlyList<PolicyRevision>> HistoryAsync(int count, CancellationToken cancellationToken)
    {
        await AnswerAsync();
        lock (_lock)
            return [.. _revisions.AsEnumerable().Reverse().Take(count).Select(revision => revision with { Yaml = "" })];
    }

    public async Task<PolicyRevision?> AddAsync(NewPolicyRevision revision, long? expectedLatest, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(revision);
        await AnswerAsync();
        lock (_lock)
        {
            if (expectedLatest is { } expected && expected != _revisions.Count)
                return null;
            var added = new PolicyRevision(_revisions.Count + 1, revision.Yaml, revision.Hash, revision.Author, revision.Note, revision.CreatedAt);
            _revisions.Add(added);
            return added;
        }
    }

    private async Task AnswerAsync()
    {
        if (Stalled is { } stalled)
            await stalled;
        if (IsAway)
            throw new IOException("The database is away.");
    }
}

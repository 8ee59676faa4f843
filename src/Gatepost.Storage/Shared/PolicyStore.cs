using Gatepost.Gateway.Policies;
using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Shared;

/// <summary>Policy revisions by EF Core, the same on every database.</summary>
internal sealed class PolicyStore(IContextSource<SettingsContext> contexts) : IPolicyStore
{
    public async Task<PolicyRevision?> LatestAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var row = await context.PolicyRevisions.AsNoTracking().OrderByDescending(revision => revision.Number).FirstOrDefaultAsync(cancellationToken);
        return row is null ? null : ToRevision(row);
    }

    public async Task<PolicyRevision?> FindAsync(long number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var row = await context.PolicyRevisions.AsNoTracking().FirstOrDefaultAsync(revision => revision.Number == number, cancellationToken);
        return row is null ? null : ToRevision(row);
    }

    public async Task<IReadOnlyList<PolicyRevision>> HistoryAsync(int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var rows = await context.PolicyRevisions.AsNoTracking()
            .OrderByDescending(revision => revision.Number)
            .Take(count)
            .Select(revision => new { revision.Number, revision.Hash, revision.Author, revision.Note, revision.CreatedAt })
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row =>
            new PolicyRevision(row.Number, "", row.Hash, row.Author, row.Note, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt)));
    }

    public async Task<PolicyRevision?> AddAsync(NewPolicyRevision revision, long? expectedLatest, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        // Nobody can add between the look and the insert.
        await using var transaction = await contexts.BeginAsync(context, [], cancellationToken);
        var latest = await context.PolicyRevisions.MaxAsync(row => (long?)row.Number, cancellationToken) ?? 0;
        if (expectedLatest is { } expected && expected != latest)
            return null;
        var row = new PolicyRevisionRow
        {
            Number = latest + 1,
            Yaml = revision.Yaml,
            Hash = revision.Hash,
            Author = revision.Author,
            Note = revision.Note,
            CreatedAt = revision.CreatedAt.ToUnixTimeMilliseconds(),
        };
        context.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ToRevision(row);
    }

    private static PolicyRevision ToRevision(PolicyRevisionRow row) =>
        new(row.Number, row.Yaml, row.Hash, row.Author, row.Note, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt));
}

using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Maintenance;

/// <summary>Copies the policy's revisions, with their numbers.</summary>
internal sealed class PolicyCopy(SqliteStorageSettings source, PostgreSqlConnections connections) : IDisposable
{
    private readonly SqliteContextSource<SettingsContext> _source = SqliteContextSource.Settings(source);
    private readonly PostgreSqlContextSource<SettingsContext> _target = PostgreSqlContextSource.Settings(connections);

    /// <summary>Why the two histories cannot be one, or null.</summary>
    public async Task<string?> ConflictAsync(CancellationToken cancellationToken)
    {
        var (here, there) = (await HashesAsync(_source, cancellationToken), await HashesAsync(_target, cancellationToken));
        foreach (var (number, hash) in there)
        {
            if (here.TryGetValue(number, out var other) ? other != hash : here.Count > 0 && number <= here.Keys.Max())
            {
                return $"the {connections.Place} has a policy of its own (revision {number} is another there). Nothing was copied. " +
                    "Copy into a database on which no gateway was started yet, or drop and create it.";
            }
        }
        return null;
    }

    public async Task<DatabaseCopyCount> RunAsync(IProgress<DatabaseCopyProgress> progress, CancellationToken cancellationToken)
    {
        await using var from = await _source.OpenAsync(cancellationToken);
        await using var to = await _target.OpenAsync(cancellationToken);
        await using var transaction = await _target.BeginAsync(to, [], cancellationToken);
        var there = await to.PolicyRevisions.Select(row => row.Number).ToListAsync(cancellationToken);
        var total = await from.PolicyRevisions.LongCountAsync(cancellationToken);
        var done = 0L;
        // One by one: a policy may have megabytes, and nobody knows how many revisions there are.
        foreach (var number in await from.PolicyRevisions.OrderBy(row => row.Number).Select(row => row.Number).ToListAsync(cancellationToken))
        {
            if (!there.Contains(number))
            {
                to.Add(await from.PolicyRevisions.AsNoTracking().FirstAsync(row => row.Number == number, cancellationToken));
                await to.SaveChangesAsync(cancellationToken);
                to.ChangeTracker.Clear();
            }
            progress.Report(new DatabaseCopyProgress("policy revisions", ++done, total));
        }
        await transaction.CommitAsync(cancellationToken);
        return new DatabaseCopyCount("policy revisions", total, await to.PolicyRevisions.LongCountAsync(cancellationToken));
    }

    private static async Task<Dictionary<long, string>> HashesAsync(IContextSource<SettingsContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        return await context.PolicyRevisions.Select(row => new { row.Number, row.Hash }).ToDictionaryAsync(row => row.Number, row => row.Hash, cancellationToken);
    }

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }
}

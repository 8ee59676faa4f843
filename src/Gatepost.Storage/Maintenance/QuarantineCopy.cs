using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>
/// Copies the quarantine's index, claims among it. The content stays where it is: both databases name it by the same keys. What was copied once is noted with it, and does
/// not come a second time: it may have been released or deleted since.
/// </summary>
internal sealed class QuarantineCopy(SqliteStorageSettings source, PostgreSqlConnections connections) : IDisposable
{
    /// <summary>Messages of one transaction; a record may have a megabyte.</summary>
    private const int Portion = 100;

    private readonly SqliteContextSource<QuarantineContext> _source = SqliteContextSource.Quarantine(source);
    private readonly PostgreSqlContextSource<QuarantineContext> _target = PostgreSqlContextSource.Quarantine(connections);

    public async Task<DatabaseCopyCount> RunAsync(IProgress<DatabaseCopyProgress> progress, CancellationToken cancellationToken)
    {
        var copied = new QuarantineCopied(connections);
        await copied.PrepareAsync(cancellationToken);
        await using var from = await _source.OpenAsync(cancellationToken);
        await using var to = await _target.OpenAsync(cancellationToken);
        var total = await from.Records.CountAsync(cancellationToken);
        for (var done = 0; done < total; done += Portion)
        {
            var records = await from.Records.AsNoTracking().OrderBy(record => record.MailId).Skip(done).Take(Portion).ToListAsync(cancellationToken);
            var ids = records.ConvertAll(record => record.MailId);
            var rows = await from.Rows.AsNoTracking().Where(row => ids.Contains(row.MailId)).ToListAsync(cancellationToken);
            var texts = records.ToDictionary(record => record.MailId, record => record.Record);
            await using (var transaction = await _target.BeginAsync(to, ids, cancellationToken))
            {
                var added = await QuarantineCopied.NoteAsync((NpgsqlTransaction)transaction.GetDbTransaction(), rows, cancellationToken);
                await QuarantineStore.AddAsync(to, [.. rows.Where(row => added.Contains((row.MailId, row.Recipient))).Select(row => QuarantineMapping.ToMail(row, texts[row.MailId]))], cancellationToken);
                await transaction.CommitAsync(cancellationToken);
            }
            to.ChangeTracker.Clear();
            progress.Report(new DatabaseCopyProgress("quarantine", Math.Min(done + Portion, total), total));
        }
        var there = await to.Rows.LongCountAsync(cancellationToken) + await copied.CountGoneAsync(cancellationToken);
        return new DatabaseCopyCount("rows of the quarantine", await from.Rows.LongCountAsync(cancellationToken), there);
    }

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }
}

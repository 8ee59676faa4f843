using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>
/// Copies the quarantine's index, claims among it. The content stays where it is: both databases name it by the same keys. What was copied once is noted with it, and does
/// not come a second time: it may have been released or deleted since. What is being released in the source is so here, and what left it goes (<see cref="QuarantineDepartures"/>).
/// </summary>
internal sealed class QuarantineCopy(SqliteStorageSettings source, PostgreSqlConnections connections) : IDisposable
{
    /// <summary>Messages of one transaction; a record may have a megabyte.</summary>
    private const int Portion = 100;

    private readonly SqliteContextSource<QuarantineContext> _source = SqliteContextSource.Quarantine(source);
    private readonly PostgreSqlContextSource<QuarantineContext> _target = PostgreSqlContextSource.Quarantine(connections);

    public async Task<DatabaseCopyCount> RunAsync(IProgress<DatabaseCopyProgress> progress, CancellationToken cancellationToken)
    {
        // To open it would make it.
        if (!File.Exists(Path.Combine(source.DatabaseFolder, "quarantine.db")))
            return new DatabaseCopyCount("rows of the quarantine", 0, 0);
        var copied = new QuarantineCopied(connections);
        await copied.PrepareAsync(cancellationToken);
        await using var from = await _source.OpenAsync(cancellationToken);
        await using var to = await _target.OpenAsync(cancellationToken);
        var (total, there) = (await from.Records.CountAsync(cancellationToken), 0L);
        for (var done = 0; done < total; done += Portion)
        {
            var records = await from.Records.AsNoTracking().OrderBy(record => record.MailId).Skip(done).Take(Portion).ToListAsync(cancellationToken);
            there += await CopyAsync(from, to, records, cancellationToken);
            progress.Report(new DatabaseCopyProgress("quarantine", Math.Min(done + Portion, total), total));
        }
        using (var departures = new QuarantineDepartures(source, connections, copied))
            await departures.FollowAsync(from, to, _target, cancellationToken);
        return new DatabaseCopyCount("rows of the quarantine", await from.Rows.LongCountAsync(cancellationToken), there);
    }

    /// <summary>Copies the rows of some messages; returns how many of them are there now, or were and have left since.</summary>
    private async Task<int> CopyAsync(QuarantineContext from, QuarantineContext to, List<QuarantineRecordRow> records, CancellationToken cancellationToken)
    {
        var ids = records.ConvertAll(record => record.MailId);
        var rows = await from.Rows.AsNoTracking().Where(row => ids.Contains(row.MailId)).ToListAsync(cancellationToken);
        var texts = records.ToDictionary(record => record.MailId, record => record.Record);
        await using var transaction = await _target.BeginAsync(to, ids, cancellationToken);
        var added = await QuarantineCopied.NoteAsync((NpgsqlTransaction)transaction.GetDbTransaction(), rows, cancellationToken);
        await QuarantineStore.AddAsync(to, [.. rows.Where(row => added.Contains((row.MailId, row.Recipient))).Select(row => QuarantineMapping.ToMail(row, texts[row.MailId]))], cancellationToken);
        foreach (var row in rows.Where(row => row.ReleasedAs is not null && !added.Contains((row.MailId, row.Recipient))))
            await ClaimAsync(to, row, cancellationToken);
        var found = await to.Rows.AsNoTracking().Where(row => ids.Contains(row.MailId)).Select(row => new { row.MailId, row.Recipient }).ToListAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        to.ChangeTracker.Clear();
        return rows.Count - added.Count + found.Count(row => added.Contains((row.MailId, row.Recipient)));
    }

    /// <summary>A release that was begun in the source since the row was copied: its spool holds the new message, and must find the claim here.</summary>
    private static Task<int> ClaimAsync(QuarantineContext to, QuarantineRow claimed, CancellationToken cancellationToken) => to.Rows
        .Where(row => row.MailId == claimed.MailId && row.Recipient == claimed.Recipient && (row.ReleasedAs == null || row.ReleasedAs == claimed.ReleasedAs) && !row.ReleaseCommitted)
        .ExecuteUpdateAsync(
            row => row.SetProperty(mail => mail.ReleasedAs, claimed.ReleasedAs).SetProperty(mail => mail.ReleaseNote, claimed.ReleaseNote)
                .SetProperty(mail => mail.ClaimNode, claimed.ClaimNode).SetProperty(mail => mail.ReleaseCommitted, claimed.ReleaseCommitted),
            cancellationToken);

    public void Dispose()
    {
        _source.Dispose();
        _target.Dispose();
    }
}

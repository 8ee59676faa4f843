using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Gatepost.Storage.Shared;
using Gatepost.Storage.Sqlite;
using Gatepost.Storage.Sqlite.Log;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>
/// What was released or deleted in the source after it was copied, while a gateway ran on it again: from here it would be released a second time. That a row is not in
/// the source says nothing, since the file may be another one, a new one or an older one; the row goes only when the source's log says that its mail left the quarantine.
/// </summary>
internal sealed class QuarantineDepartures(SqliteStorageSettings source, PostgreSqlConnections connections, QuarantineCopied copied) : IDisposable
{
    /// <summary>Rows that are compared at once.</summary>
    private const int Portion = 500;

    private readonly SqliteLogStore _sourceLog = new(source, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);
    private readonly PostgreSqlLogStore _targetLog = new(connections, NullLogger<PostgreSqlLogSchema>.Instance);

    public async Task FollowAsync(QuarantineContext from, QuarantineContext to, PostgreSqlContextSource<QuarantineContext> target, CancellationToken cancellationToken)
    {
        var after = (MailId: Guid.Empty, Recipient: -1);
        while (await copied.ListAsync(after, Portion, cancellationToken) is { Count: > 0 } noted)
        {
            after = noted[^1];
            var ids = noted.Select(row => row.MailId).Distinct().ToList();
            var rows = await from.Rows.AsNoTracking().Where(row => ids.Contains(row.MailId)).Select(row => new { row.MailId, row.Recipient }).ToListAsync(cancellationToken);
            foreach (var message in noted.Except(rows.Select(row => (row.MailId, row.Recipient))).GroupBy(row => row.MailId, row => row.Recipient))
                await FollowAsync(new MailId(message.Key), [.. message], to, target, cancellationToken);
        }
    }

    private async Task FollowAsync(
        MailId id, IReadOnlyCollection<int> missing, QuarantineContext to, PostgreSqlContextSource<QuarantineContext> target, CancellationToken cancellationToken)
    {
        if (await _sourceLog.FindAsync(id, cancellationToken) is not { } story)
            return;
        var left = story.Statuses.Where(status => status.Status == RecipientStatus.Deleted && missing.Contains(status.Recipient)).ToList();
        if (left.Count == 0)
            return;
        // The copy of the log does not read a day again in which only states changed.
        await _targetLog.LoadAsync(left, cancellationToken);
        await using var transaction = await target.BeginAsync(to, [id.Value], cancellationToken);
        await QuarantineCopied.RemoveAsync((NpgsqlTransaction)transaction.GetDbTransaction(), left.ConvertAll(status => (id.Value, status.Recipient)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public void Dispose()
    {
        _sourceLog.Dispose();
        _targetLog.Dispose();
    }
}

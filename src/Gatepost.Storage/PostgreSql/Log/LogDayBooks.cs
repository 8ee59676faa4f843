using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// Counts the books of days. Accepted comes from the messages, the rest from the recipients' states: a recipient without one shows. Days that lie whole in the
/// range are counted once and kept until a line is loaded into them: a status that reads fifteen million rows each time would be no status.
/// </summary>
internal sealed class LogDayBooks(DateTimeOffset since)
{
    private readonly long[] _byStatus = new long[Enum.GetValues<RecipientStatus>().Length];
    private long _accepted;

    public LogBooks Total => new(
        _accepted, Of(RecipientStatus.Queued), Of(RecipientStatus.Held), Of(RecipientStatus.Delivered), Of(RecipientStatus.Bounced),
        Of(RecipientStatus.Quarantined), Of(RecipientStatus.Deleted));

    public async Task AddAsync(NpgsqlConnection connection, LogTables tables, CancellationToken cancellationToken)
    {
        if (tables.Day <= LogDay.Of(since))
        {
            Add(await CountAsync(connection, tables, cancellationToken));
            return;
        }
        if (await KeptAsync(connection, tables.Day, cancellationToken) is { } kept)
        {
            Add(kept);
            return;
        }
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.LogBooks, tables.Day.DayNumber, cancellationToken);
        var counted = await CountAsync(connection, tables, cancellationToken);
        await KeepAsync(connection, tables.Day, counted, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Add(counted);
    }

    private void Add((long Accepted, long[] ByStatus) books)
    {
        _accepted += books.Accepted;
        for (var status = 0; status < Math.Min(_byStatus.Length, books.ByStatus.Length); status++)
            _byStatus[status] += books.ByStatus[status];
    }

    private async Task<(long, long[])> CountAsync(NpgsqlConnection connection, LogTables tables, CancellationToken cancellationToken)
    {
        // One statement: both counts see the same lines.
        await using var command = new NpgsqlCommand(
            $"""
             SELECT -1::smallint, COALESCE(SUM(recipients), 0)::bigint FROM {tables.Message} WHERE accepted AND mail_id >= $1
             UNION ALL
             SELECT recipient.status, COUNT(*) FROM {tables.Message} AS message JOIN {tables.Recipient} AS recipient ON recipient.mail_id = message.mail_id
             WHERE message.accepted AND message.mail_id >= $1 AND recipient.status IS NOT NULL AND recipient.number < message.recipients
             GROUP BY recipient.status
             """, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = LogValues.ToGuid(LogValues.FirstIdAt(since)) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (accepted, byStatus) = (0L, new long[_byStatus.Length]);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt16(0) < 0)
                accepted = reader.GetInt64(1);
            else
                byStatus[reader.GetInt16(0)] = reader.GetInt64(1);
        }
        return (accepted, byStatus);
    }

    private static async Task<(long, long[])?> KeptAsync(NpgsqlConnection connection, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT accepted, by_status FROM log_books WHERE day = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetFieldValue<long[]>(1)) : null;
    }

    private static async Task KeepAsync(NpgsqlConnection connection, DateOnly day, (long Accepted, long[] ByStatus) books, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO log_books (day, accepted, by_status) VALUES ($1, $2, $3) ON CONFLICT (day) DO NOTHING", connection);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = books.Accepted });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = books.ByStatus });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private long Of(RecipientStatus status) => _byStatus[(int)status];
}

using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// Counts the books since a time. Accepted comes from the messages, the rest from the recipients' states: a recipient without one shows. What was counted of
/// an hour is kept until a line of it is loaded: a status that reads fifteen million rows each time would be no status, and one that reads all of today, while
/// today's lines arrive, would be one only in the morning. Not thread-safe.
/// </summary>
internal sealed class LogDayBooks(DateTimeOffset since)
{
    private const int Hours = 24;

    private readonly long[] _byStatus = new long[Enum.GetValues<RecipientStatus>().Length];
    private readonly Dictionary<(DateOnly Day, int Hour), HourBooks> _kept = [];
    private long _accepted;

    public LogBooks Total => new(
        _accepted, Of(RecipientStatus.Queued), Of(RecipientStatus.Held), Of(RecipientStatus.Delivered), Of(RecipientStatus.Bounced),
        Of(RecipientStatus.Quarantined), Of(RecipientStatus.Deleted));

    /// <summary>What is kept, of all days at once.</summary>
    public async Task ReadKeptAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT day, hour, accepted, by_status FROM log_books WHERE day >= $1", connection);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = LogDay.Of(since) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            _kept[(reader.GetFieldValue<DateOnly>(0), reader.GetInt16(1))] = new(reader.GetInt64(2), reader.GetFieldValue<long[]>(3));
    }

    /// <summary>Adds a day, or what of it is not before the time.</summary>
    public async Task AddAsync(NpgsqlConnection connection, LogTables tables, CancellationToken cancellationToken)
    {
        var first = 0;
        if (tables.Day == LogDay.Of(since))
        {
            var utc = since.ToUniversalTime();
            first = utc.Hour + 1;
            Add(await CountAsync(connection, tables, utc, EndOf(tables.Day, utc.Hour), cancellationToken));
        }
        var unknown = new List<int>();
        for (var hour = first; hour < Hours; hour++)
        {
            if (_kept.TryGetValue((tables.Day, hour), out var kept))
                Add(kept);
            else
                unknown.Add(hour);
        }
        if (unknown.Count > 0)
            await CountAndKeepAsync(connection, tables, unknown, cancellationToken);
    }

    private async Task CountAndKeepAsync(NpgsqlConnection connection, LogTables tables, List<int> hours, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.LogBooks, tables.Day.DayNumber, cancellationToken);
        foreach (var hour in hours)
        {
            var end = EndOf(tables.Day, hour);
            var counted = await CountAsync(connection, tables, end.AddHours(-1), end, cancellationToken);
            await KeepAsync(connection, tables.Day, hour, counted, cancellationToken);
            Add(counted);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    private static DateTimeOffset EndOf(DateOnly day, int hour) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).AddHours(hour + 1);

    private void Add(HourBooks books)
    {
        _accepted += books.Accepted;
        for (var status = 0; status < Math.Min(_byStatus.Length, books.ByStatus.Length); status++)
            _byStatus[status] += books.ByStatus[status];
    }

    private async Task<HourBooks> CountAsync(
        NpgsqlConnection connection, LogTables tables, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        // One statement: both counts see the same lines.
        await using var command = new NpgsqlCommand(
            $"""
             SELECT -1::smallint, COALESCE(SUM(recipients), 0)::bigint FROM {tables.Message} WHERE accepted AND mail_id >= $1 AND mail_id < $2
             UNION ALL
             SELECT recipient.status, COUNT(*) FROM {tables.Message} AS message JOIN {tables.Recipient} AS recipient ON recipient.mail_id = message.mail_id
             WHERE message.accepted AND message.mail_id >= $1 AND message.mail_id < $2 AND recipient.mail_id >= $1 AND recipient.mail_id < $2
                 AND recipient.status IS NOT NULL AND recipient.number < message.recipients
             GROUP BY recipient.status
             """, connection);
        foreach (var bound in new[] { from, until })
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = LogValues.ToGuid(LogValues.FirstIdAt(bound)) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var (accepted, byStatus) = (0L, new long[_byStatus.Length]);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt16(0) < 0)
                accepted = reader.GetInt64(1);
            else
                byStatus[reader.GetInt16(0)] = reader.GetInt64(1);
        }
        return new(accepted, byStatus);
    }

    private static async Task KeepAsync(NpgsqlConnection connection, DateOnly day, int hour, HourBooks books, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("INSERT INTO log_books (day, hour, accepted, by_status) VALUES ($1, $2, $3, $4) ON CONFLICT (day, hour) DO NOTHING", connection);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)hour });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = books.Accepted });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = books.ByStatus });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private long Of(RecipientStatus status) => _byStatus[(int)status];

    private sealed record HourBooks(long Accepted, long[] ByStatus);
}

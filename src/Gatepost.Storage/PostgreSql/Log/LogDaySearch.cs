using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>Searches one day.</summary>
internal static class LogDaySearch
{
    /// <summary>The newest rows of the day that match.</summary>
    public static async Task<IReadOnlyList<LogRow>> RunAsync(
        NpgsqlConnection connection, LogTables tables, LogQuery query, int limit, CancellationToken cancellationToken)
    {
        var search = new LogSearchQuery(query, tables);
        var rows = new List<LogRow>();
        await ReadAsync(await search.ForMessagesAsync(connection, limit, cancellationToken), rows, cancellationToken);
        var messages = rows.Count;
        await ReadAsync(await search.ForRefusalsAsync(connection, limit, cancellationToken), rows, cancellationToken);
        // Both halves are in order already; a stable sort merges them without mixing the recipients of one message.
        return rows.Count == messages ? rows : [.. rows.OrderByDescending(row => row.At).Take(limit)];
    }

    private static async Task ReadAsync(NpgsqlCommand? command, List<LogRow> rows, CancellationToken cancellationToken)
    {
        if (command is null)
            return;
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(ToRow(reader));
        }
    }

    /// <summary>The last column is the time of a refusal; a message has that of its id.</summary>
    private static LogRow ToRow(NpgsqlDataReader reader)
    {
        MailId? id = reader.IsDBNull(0) ? null : new MailId(reader.GetGuid(0));
        return new(
            reader.IsDBNull(10) ? DateTimeOffset.FromUnixTimeMilliseconds(LogValues.Milliseconds(id!.Value.Time)) : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(10)),
            id,
            reader.GetGuid(1),
            reader.Text(2),
            reader.Text(3),
            reader.Text(4),
            reader.Text(5),
            reader.Text(6) is { } disposition ? LogValues.ToDisposition(disposition) : null,
            reader.Text(7),
            reader.IsDBNull(8) ? null : (RecipientStatus)reader.GetInt16(8),
            reader.Text(9));
    }
}

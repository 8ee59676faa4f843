using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Searches one day file.</summary>
internal static class LogDaySearch
{
    /// <summary>The newest rows of the day that match.</summary>
    public static IReadOnlyList<LogRow> Run(SqliteConnection connection, LogQuery query, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<LogRow>();
        var addresses = new LogAddressMatches(query);
        using (var command = LogSearchQuery.ForMessages(connection, query, addresses, limit))
        {
            if (command is not null)
                Read(command, rows, cancellationToken);
        }
        var messages = rows.Count;
        using (var command = LogSearchQuery.ForRefusals(connection, query, addresses, limit))
        {
            if (command is not null)
                Read(command, rows, cancellationToken);
        }
        // Both halves are in order already; a stable sort merges them without mixing the recipients of one message.
        return rows.Count == messages && rows.Count <= limit ? rows : [.. rows.OrderByDescending(row => row.At).Take(limit)];
    }

    private static void Read(SqliteCommand command, List<LogRow> rows, CancellationToken cancellationToken)
    {
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(ToRow(reader));
        }
    }

    private static LogRow ToRow(SqliteDataReader reader) => new(
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(0)),
        reader.IsDBNull(1) ? null : new MailId(LogValues.ToGuid(reader.GetFieldValue<byte[]>(1))),
        LogValues.ToGuid(reader.GetFieldValue<byte[]>(2)),
        reader.Text(3),
        reader.Text(4),
        reader.Text(5),
        reader.Text(6),
        reader.Text(7) is { } disposition ? LogValues.ToDisposition(disposition) : null,
        reader.Text(8),
        reader.IsDBNull(9) ? null : (RecipientStatus)reader.GetInt32(9),
        reader.Text(10));
}

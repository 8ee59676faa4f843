using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Counts the books of day files. Accepted comes from the messages, the rest from the recipients' states: a recipient without one shows.</summary>
internal sealed class LogDayBooks(DateTimeOffset since)
{
    private readonly long[] _byStatus = new long[Enum.GetValues<RecipientStatus>().Length];
    private long _accepted;

    public void Add(SqliteConnection connection)
    {
        // One read transaction: both counts see the same lines.
        using var transaction = connection.BeginTransaction(deferred: true);
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.Parameters.AddWithValue("$since", LogValues.FirstIdAt(since));
        command.CommandText = "SELECT COALESCE(SUM(recipients), 0) FROM message WHERE accepted AND mail_id >= $since";
        _accepted += (long)command.ExecuteScalar()!;
        command.CommandText =
            """
            SELECT recipient.status, COUNT(*) FROM message JOIN recipient ON recipient.message = message.id
            WHERE message.accepted AND message.mail_id >= $since AND recipient.status IS NOT NULL AND recipient.number < message.recipients
            GROUP BY recipient.status
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            _byStatus[reader.GetInt32(0)] += reader.GetInt64(1);
    }

    public LogBooks Total => new(
        _accepted, Of(RecipientStatus.Queued), Of(RecipientStatus.Held), Of(RecipientStatus.Delivered), Of(RecipientStatus.Bounced),
        Of(RecipientStatus.Quarantined), Of(RecipientStatus.Deleted));

    private long Of(RecipientStatus status) => _byStatus[(int)status];
}

using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>Which rows of the quarantine were copied already, in the database that they are copied into and with the rows themselves: whether they are still there or not.</summary>
internal sealed class QuarantineCopied(PostgreSqlConnections connections)
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand("CREATE TABLE IF NOT EXISTS quarantine_copy (mail_id uuid, recipient integer, PRIMARY KEY (mail_id, recipient))");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes rows; returns those that were not noted before.</summary>
    public static async Task<IReadOnlySet<(Guid MailId, int Recipient)>> NoteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<QuarantineRow> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO quarantine_copy (mail_id, recipient) SELECT * FROM unnest($1, $2) ON CONFLICT (mail_id, recipient) DO NOTHING RETURNING mail_id, recipient",
            transaction.Connection, transaction);
        AddRows(command, [.. rows.Select(row => (row.MailId, row.Recipient))]);
        return (await ReadAsync(command, cancellationToken)).ToHashSet();
    }

    /// <summary>Rows that were copied, are there yet, and that nobody releases, in their order, after one of them.</summary>
    public async Task<IReadOnlyList<(Guid MailId, int Recipient)>> ListAsync((Guid MailId, int Recipient) after, int count, CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand(
            """
            SELECT copied.mail_id, copied.recipient FROM quarantine_copy AS copied
            JOIN quarantine AS row ON row.mail_id = copied.mail_id AND row.recipient = copied.recipient
            WHERE row.released_as IS NULL AND (copied.mail_id, copied.recipient) > ($1, $2) ORDER BY copied.mail_id, copied.recipient LIMIT $3
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.MailId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = after.Recipient });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Removes rows that left the source, and records that no row is left of. Content stays as it is: the source removed it, or rows of its own refer to it.</summary>
    public static async Task RemoveAsync(NpgsqlTransaction transaction, IReadOnlyList<(Guid MailId, int Recipient)> rows, CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[
            "DELETE FROM quarantine AS row USING unnest($1, $2) AS gone (mail_id, recipient) WHERE row.mail_id = gone.mail_id AND row.recipient = gone.recipient AND row.released_as IS NULL",
            """
            DELETE FROM quarantine_record AS record USING unnest($1, $2) AS gone (mail_id, recipient)
            WHERE record.mail_id = gone.mail_id AND NOT EXISTS (SELECT 1 FROM quarantine AS row WHERE row.mail_id = record.mail_id)
            """])
        {
            await using var command = new NpgsqlCommand(sql, transaction.Connection, transaction);
            AddRows(command, rows);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static void AddRows(NpgsqlCommand command, IReadOnlyList<(Guid MailId, int Recipient)> rows)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. rows.Select(row => row.MailId)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Recipient)] });
    }

    private static async Task<List<(Guid MailId, int Recipient)>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(Guid, int)>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add((reader.GetGuid(0), reader.GetInt32(1)));
        return rows;
    }
}

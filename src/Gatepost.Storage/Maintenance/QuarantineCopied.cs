using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>Which rows of the quarantine were copied already, in the database that they are copied into and with the rows themselves: whether they are still there or not.</summary>
internal sealed class QuarantineCopied(PostgreSqlConnections connections, string source)
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand(
            """
            CREATE TABLE IF NOT EXISTS quarantine_copy
                (mail_id uuid, recipient integer, source text NOT NULL, left_source boolean NOT NULL DEFAULT false, PRIMARY KEY (mail_id, recipient))
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes rows; returns those that were not noted before.</summary>
    public async Task<IReadOnlySet<(Guid MailId, int Recipient)>> NoteAsync(NpgsqlTransaction transaction, IReadOnlyList<QuarantineRow> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO quarantine_copy (mail_id, recipient, source) SELECT *, $3 FROM unnest($1, $2)
            ON CONFLICT (mail_id, recipient) DO NOTHING RETURNING mail_id, recipient
            """, transaction.Connection, transaction);
        AddRows(command, [.. rows.Select(row => (row.MailId, row.Recipient))]);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var noted = new HashSet<(Guid, int)>();
        while (await reader.ReadAsync(cancellationToken))
            noted.Add((reader.GetGuid(0), reader.GetInt32(1)));
        return noted;
    }

    /// <summary>Rows that were copied from this source and had not left it, in their order, after one of them.</summary>
    public async Task<IReadOnlyList<(Guid MailId, int Recipient)>> ListAsync((Guid MailId, int Recipient) after, int count, CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand(
            "SELECT mail_id, recipient FROM quarantine_copy WHERE source = $1 AND NOT left_source AND (mail_id, recipient) > ($2, $3) ORDER BY mail_id, recipient LIMIT $4");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = after.MailId });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = after.Recipient });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = count });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var noted = new List<(Guid, int)>();
        while (await reader.ReadAsync(cancellationToken))
            noted.Add((reader.GetGuid(0), reader.GetInt32(1)));
        return noted;
    }

    /// <summary>Removes rows that left the source, and records that no row is left of. Content stays as it is: the source removed it, or rows of its own refer to it.</summary>
    public static async Task RemoveAsync(NpgsqlTransaction transaction, IReadOnlyList<(Guid MailId, int Recipient)> rows, CancellationToken cancellationToken)
    {
        foreach (var sql in (string[])[
            "UPDATE quarantine_copy AS row SET left_source = true FROM unnest($1, $2) AS gone (mail_id, recipient) WHERE row.mail_id = gone.mail_id AND row.recipient = gone.recipient",
            "DELETE FROM quarantine AS row USING unnest($1, $2) AS gone (mail_id, recipient) WHERE row.mail_id = gone.mail_id AND row.recipient = gone.recipient",
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

    /// <summary>How many left here since they were copied, and are in their source yet.</summary>
    public async Task<long> CountGoneAsync(CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand(
            "SELECT count(*) FROM quarantine_copy AS copied WHERE NOT left_source AND NOT EXISTS (SELECT 1 FROM quarantine AS row WHERE row.mail_id = copied.mail_id AND row.recipient = copied.recipient)");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

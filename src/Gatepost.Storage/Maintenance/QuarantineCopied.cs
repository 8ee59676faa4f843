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
    public static async Task<IReadOnlySet<(Guid MailId, int Recipient)>> NoteAsync(NpgsqlTransaction transaction, IReadOnlyList<QuarantineRow> rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO quarantine_copy (mail_id, recipient) SELECT * FROM unnest($1, $2)
            ON CONFLICT (mail_id, recipient) DO NOTHING RETURNING mail_id, recipient
            """, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. rows.Select(row => row.MailId)] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. rows.Select(row => row.Recipient)] });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var noted = new HashSet<(Guid, int)>();
        while (await reader.ReadAsync(cancellationToken))
            noted.Add((reader.GetGuid(0), reader.GetInt32(1)));
        return noted;
    }

    /// <summary>How many left since they were copied.</summary>
    public async Task<long> CountGoneAsync(CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand(
            "SELECT count(*) FROM quarantine_copy AS copied WHERE NOT EXISTS (SELECT 1 FROM quarantine AS row WHERE row.mail_id = copied.mail_id AND row.recipient = copied.recipient)");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

using Gatepost.Storage.PostgreSql;
using Npgsql;

namespace Gatepost.Storage.Maintenance;

/// <summary>How far the copy of each day of the log is, in the database that it is copied into.</summary>
internal sealed class CopyPositions(PostgreSqlConnections connections, string source)
{
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await using var command = connections.Main.CreateCommand(
            "CREATE TABLE IF NOT EXISTS log_copy (source text, day date, message_row bigint NOT NULL, sessions bigint NOT NULL, PRIMARY KEY (source, day))");
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<(long Row, long Sessions)> ReadAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = Command("SELECT message_row, sessions FROM log_copy WHERE source = $1 AND day = $2", day);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    public async Task WriteAsync(DateOnly day, long row, long sessions, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            INSERT INTO log_copy (source, day, message_row, sessions) VALUES ($1, $2, $3, $4)
            ON CONFLICT (source, day) DO UPDATE SET message_row = excluded.message_row, sessions = excluded.sessions
            """, day);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = row });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = sessions });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task ForgetAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = Command("DELETE FROM log_copy WHERE source = $1 AND day = $2", day);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, DateOnly day)
    {
        var command = connections.Main.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        return command;
    }
}

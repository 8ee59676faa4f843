using Gatepost.Gateway.Nodes;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Nodes;

/// <summary>Leases as rows, by the clock of the database: those of the nodes need not agree.</summary>
internal sealed class PostgreSqlLeases(PostgreSqlConnections connections, NodeId node) : INodeLeases, IDisposable
{
    private const string Sql =
        """
        INSERT INTO node_lease AS held (name, node, taken_at, until) VALUES ($1, $2, now(), now() + $3)
        ON CONFLICT (name) DO UPDATE SET node = excluded.node, until = excluded.until,
            taken_at = CASE WHEN held.node = excluded.node THEN held.taken_at ELSE excluded.taken_at END
        WHERE held.node = excluded.node OR held.until < now()
        """;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _made;

    public async Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
        await PrepareAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node.Value });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = time });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _made))
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            await MakeAsync(connection, cancellationToken);
            Volatile.Write(ref _made, true);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>Makes the table where it is not there.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // IF NOT EXISTS alone fails where two do it at once.
        await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.Schema, 0, cancellationToken);
        await using var command = new NpgsqlCommand(
            "CREATE TABLE IF NOT EXISTS node_lease (name text PRIMARY KEY, node text NOT NULL, taken_at timestamptz NOT NULL, until timestamptz NOT NULL)", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

using Gatepost.Gateway.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Nodes;

/// <summary>
/// Leases as rows, by the clock of the database. A node whose own clock differs gets none: what is held is the right to delete what is old, and by a clock that is months ahead
/// everything is.
/// </summary>
internal sealed partial class PostgreSqlLeases(PostgreSqlConnections connections, NodeId node, TimeProvider time, ILogger<PostgreSqlLeases> logger) : INodeLeases, IDisposable
{
    /// <summary>Clocks that are kept by NTP differ by milliseconds; days and expiry times do not care for minutes.</summary>
    private static readonly TimeSpan Agreement = TimeSpan.FromMinutes(10);

    private const string Sql =
        """
        INSERT INTO node_lease AS held (name, node, taken_at, until) VALUES ($1, $2, now(), now() + $3)
        ON CONFLICT (name) DO UPDATE SET node = excluded.node, until = excluded.until,
            taken_at = CASE WHEN held.node = excluded.node THEN held.taken_at ELSE excluded.taken_at END
        WHERE held.node = excluded.node OR held.until < now()
        """;

    /// <summary>How long a statement counts: a node is away for a repair, and what it promised is kept; one that was given up does not keep the log for ever.</summary>
    private static readonly TimeSpan StatementAge = TimeSpan.FromDays(7);

    private const string StatementSql =
        """
        WITH own AS (INSERT INTO node_statement (name, node, number, at) VALUES ($1, $2, $3, now())
            ON CONFLICT (name, node) DO UPDATE SET number = excluded.number, at = excluded.at RETURNING number)
        SELECT greatest((SELECT number FROM own), (SELECT max(number) FROM node_statement WHERE name = $1 AND node <> $2 AND at > now() - $4))
        """;

    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _made;

    public bool AreShared => true;

    public async Task<bool> HoldAsync(string name, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
        await PrepareAsync(connection, cancellationToken);
        if (!await ClocksAgreeAsync(name, connection, cancellationToken))
            return false;
        await using var command = new NpgsqlCommand(Sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node.Value });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = time });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    public async Task<int> LargestStatedAsync(string name, int own, CancellationToken cancellationToken)
    {
        await using var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
        await PrepareAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(StatementSql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node.Value });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = own });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = StatementAge });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<bool> ClocksAgreeAsync(string lease, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT now()", connection);
        var database = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!, TimeSpan.Zero);
        var own = time.GetUtcNow();
        if ((database - own).Duration() <= Agreement)
            return true;
        Log.ClocksDiffer(logger, lease, own, database);
        return false;
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "The clock of this machine says {Own:u}, that of the database {Database:u}: this node removes nothing that is old ({Lease}) until they agree")]
        public static partial void ClocksDiffer(ILogger logger, string lease, DateTimeOffset own, DateTimeOffset database);
    }

    /// <summary>Makes the tables where they are not there.</summary>
    public static async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // IF NOT EXISTS alone fails where two do it at once.
        await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.Schema, 0, cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            CREATE TABLE IF NOT EXISTS node_lease (name text PRIMARY KEY, node text NOT NULL, taken_at timestamptz NOT NULL, until timestamptz NOT NULL);
            CREATE TABLE IF NOT EXISTS node_statement (name text, node text, number integer NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (name, node))
            """, connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}

using System.Data;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Nodes;

/// <summary>
/// The turns of all nodes: an advisory lock of a session that does nothing else. A node that dies ends its session, and with it the turn; a node
/// whose session dies learns it from <see cref="IMessageTurn.ConfirmAsync"/>, which asks that very session: while it lives, the lock is held. The process's own turn
/// comes first, so that its many callers wait there and not with a connection each.
/// </summary>
internal sealed class PostgreSqlMessageTurns(PostgreSqlConnections connections) : IMessageTurns, IDisposable
{
    private readonly MessageTurns _own = new();

    public async ValueTask<IMessageTurn> EnterAsync(MailId id, CancellationToken cancellationToken)
    {
        var own = await _own.EnterAsync(id, cancellationToken);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await connections.Locks.OpenConnectionAsync(cancellationToken);
            await RunAsync(connection, "SELECT pg_advisory_lock($1, $2)", id, cancellationToken);
            return new Turn(own, connection, id);
        }
        catch
        {
            if (connection is not null)
                await connection.DisposeAsync();
            await own.DisposeAsync();
            throw;
        }
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, MailId id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PostgreSqlLocks.MessageTurn });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = PostgreSqlLocks.KeyOf(id.Value) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public void Dispose() => _own.Dispose();

    private sealed class Turn(IAsyncDisposable own, NpgsqlConnection connection, MailId id) : IMessageTurn
    {
        public async ValueTask ConfirmAsync(CancellationToken cancellationToken)
        {
            if (connection.State != ConnectionState.Open)
                throw new NpgsqlException($"The session that held the turn of {id} has ended.");
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            try
            {
                if (connection.State == ConnectionState.Open)
                    await RunAsync(connection, "SELECT pg_advisory_unlock($1, $2)", id, CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // The session is gone, and the lock with it.
            }
            finally
            {
                await connection.DisposeAsync();
                await own.DisposeAsync();
            }
        }
    }
}

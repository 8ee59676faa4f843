using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// The extension pg_trgm, by which the pattern of an address that begins with a star is looked up instead of tried on every line. It comes with PostgreSQL, but its package may be
/// missing or the role may not create it: then searches still find everything, more slowly, and <c>gatepost db status</c> says so.
/// </summary>
internal static class TrigramExtension
{
    public static async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')", connection);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>Creates it where it may; the reason in the server's words where it may not.</summary>
    public static async Task<string?> TryCreateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (await IsThereAsync(connection, cancellationToken))
            return null;
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await PostgreSqlLocks.TakeAsync(connection, transaction, PostgreSqlLocks.Schema, 0, cancellationToken);
            await using var command = new NpgsqlCommand("CREATE EXTENSION IF NOT EXISTS pg_trgm", connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return null;
        }
        catch (PostgresException error) when (PostgreSqlErrors.IsNoExtension(error))
        {
            return error.MessageText;
        }
    }
}

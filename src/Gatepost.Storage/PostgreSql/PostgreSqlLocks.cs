using System.Buffers.Binary;
using Npgsql;

namespace Gatepost.Storage.PostgreSql;

/// <summary>
/// The advisory locks of this product: a class each, so that they never meet. They end with the transaction or the session that holds them, however that ends.
/// </summary>
internal static class PostgreSqlLocks
{
    /// <summary>Changing the schema.</summary>
    public const int Schema = 0x6770_0001;

    /// <summary>Adding a policy revision.</summary>
    public const int Policy = 0x6770_0002;

    /// <summary>The rows of one quarantined message.</summary>
    public const int QuarantineRows = 0x6770_0003;

    /// <summary>The turn of one quarantined message; see <c>MessageTurns</c>.</summary>
    public const int MessageTurn = 0x6770_0004;

    /// <summary>Making or removing partitions of the log.</summary>
    public const int LogPartitions = 0x6770_0005;

    /// <summary>The books of a day: who loads a day shares the lock, who counts it for good has it alone.</summary>
    public const int LogBooks = 0x6770_0006;

    /// <summary>Waits for a lock that ends with the transaction.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, int lockClass, int key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_xact_lock($1, $2)", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = lockClass });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = key });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The key of an id: its random half. Two ids of one key wait for each other, which does no harm.</summary>
    public static int KeyOf(Guid id) => BinaryPrimitives.ReadInt32BigEndian(id.ToByteArray(bigEndian: true).AsSpan(12));
}

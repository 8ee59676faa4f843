using Microsoft.Extensions.Logging;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>Brings the log's schema to the newest version, once a process; a failed try (server away) is repeated by the next call. Thread-safe.</summary>
internal sealed partial class PostgreSqlLogSchema(PostgreSqlConnections connections, ILogger<PostgreSqlLogSchema> logger) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private bool _ready;

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _ready))
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_ready)
                return;
            await using var connection = await connections.Main.OpenConnectionAsync(cancellationToken);
            if (await TrigramExtension.TryCreateAsync(connection, cancellationToken) is { } reason)
                Log.NoTrigrams(logger, connections.Place, reason);
            await LogSchema.UpgradeAsync(connection, connections.Place, cancellationToken);
            Volatile.Write(ref _ready, true);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The extension pg_trgm cannot be made in the {Place} ({Reason}): searches of addresses that begin with * find everything, but slowly. " +
            "Let an administrator of the database run \"CREATE EXTENSION pg_trgm\" in it, then run \"gatepost db migrate\".")]
        public static partial void NoTrigrams(ILogger logger, string place, string reason);
    }
}

using Npgsql;

namespace Gatepost.Storage.PostgreSql;

/// <summary>What an error of PostgreSQL means here.</summary>
internal static class PostgreSqlErrors
{
    /// <summary>The server is well, and a value is not what it takes: data exception, integrity, or a row or index entry too large.</summary>
    public static bool IsRefusalOfValue(PostgresException error) =>
        error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState.StartsWith("23", StringComparison.Ordinal) || error.SqlState == PostgresErrorCodes.ProgramLimitExceeded;

    /// <summary>A partition that another node has just removed.</summary>
    public static bool IsGone(PostgresException error) => error.SqlState == PostgresErrorCodes.UndefinedTable;

    /// <summary>The role may not, or the extension is not installed.</summary>
    public static bool IsNoExtension(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.FeatureNotSupported;
}

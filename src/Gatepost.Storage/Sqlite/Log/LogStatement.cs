using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// A prepared statement with the parameters <c>?1</c>, <c>?2</c>, ... by SQLite's own calls: a line of the log takes a dozen small statements, and a
/// command object around each would cost more than the statement. Errors are <see cref="SqliteException"/>. For one thread at a time.
/// </summary>
internal sealed class LogStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public LogStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    /// <summary>Runs it; returns how many rows changed.</summary>
    public int Run(params ReadOnlySpan<LogValue> values)
    {
        Step(values);
        Reset();
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs it; returns the first column of the first row, or null.</summary>
    public long? Number(params ReadOnlySpan<LogValue> values)
    {
        long? number = Step(values) == raw.SQLITE_ROW ? raw.sqlite3_column_int64(_statement, 0) : null;
        Reset();
        return number;
    }

    private int Step(ReadOnlySpan<LogValue> values)
    {
        for (var index = 0; index < values.Length; index++)
            Check(values[index].Bind(_statement, index + 1));
        var result = raw.sqlite3_step(_statement);
        if (result is raw.SQLITE_ROW or raw.SQLITE_DONE)
            return result;
        _ = raw.sqlite3_reset(_statement);
        Check(result);
        return result;
    }

    private void Reset() => Check(raw.sqlite3_reset(_statement));

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);

    public void Dispose() => _statement.Dispose();
}

/// <summary>A value on its way into a statement, without a box around it.</summary>
internal readonly struct LogValue
{
    private const int StackOctets = 768;

    private readonly object? _object;
    private readonly long _number;
    private readonly bool _isNumber;

    private LogValue(long number) => (_number, _isNumber) = (number, true);

    private LogValue(object? value) => _object = value;

    public int Bind(sqlite3_stmt statement, int index) => (_isNumber, _object) switch
    {
        (true, _) => raw.sqlite3_bind_int64(statement, index, _number),
        (_, string text) => BindText(statement, index, text),
        (_, byte[] blob) => raw.sqlite3_bind_blob(statement, index, blob),
        _ => raw.sqlite3_bind_null(statement, index),
    };

    /// <summary>With its length, because a text of a stranger may hold a NUL.</summary>
    private static int BindText(sqlite3_stmt statement, int index, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        var octets = most <= StackOctets ? stackalloc byte[StackOctets] : new byte[most];
        return raw.sqlite3_bind_text(statement, index, octets[..Encoding.UTF8.GetBytes(text, octets)]);
    }

    public static LogValue Null => default;

    public static implicit operator LogValue(long value) => new(value);

    public static implicit operator LogValue(long? value) => value is { } number ? new(number) : new(null);

    public static implicit operator LogValue(bool value) => new(value ? 1L : 0L);

    public static implicit operator LogValue(string? value) => new((object?)value);

    public static implicit operator LogValue(byte[]? value) => new((object?)value);
}

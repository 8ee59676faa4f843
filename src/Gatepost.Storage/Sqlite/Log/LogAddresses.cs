using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>The ids of addresses in a day file, with those of the last lines in memory. For one thread at a time.</summary>
internal sealed class LogAddresses(SqliteConnection connection) : IDisposable
{
    /// <summary>Addresses remembered, then all forgotten: a batch has a few thousand at most.</summary>
    private const int Remembered = 10_000;

    private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
    private readonly LogStatement _find = new(connection, "SELECT id FROM address WHERE spelling = ?1");
    private readonly LogStatement _insert = new(connection, "INSERT INTO address (spelling, key) VALUES (?1, ?2) RETURNING id");

    public long IdOf(string address)
    {
        if (_ids.TryGetValue(address, out var known))
            return known;
        var id = _find.Number(address) ?? _insert.Number(address, SearchText.Fold(address))!.Value;
        if (_ids.Count >= Remembered)
            _ids.Clear();
        _ids.Add(address, id);
        return id;
    }

    public void Forget() => _ids.Clear();

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
    }
}

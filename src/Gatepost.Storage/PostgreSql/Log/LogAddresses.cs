using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>The ids of addresses in the partitions of days, with those of the last lines in memory. For one caller at a time.</summary>
internal sealed class LogAddresses
{
    /// <summary>Addresses remembered, then all forgotten: a batch has a few thousand at most.</summary>
    private const int Remembered = 50_000;

    private readonly Dictionary<(DateOnly, string), long> _ids = [];

    /// <summary>The ids of all addresses, made where they are new. What is learnt here holds only once the transaction is committed: else <see cref="Forget"/>.</summary>
    public async Task<IReadOnlyDictionary<string, long>> IdsAsync(
        NpgsqlConnection connection, LogTables tables, IEnumerable<string> addresses, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, long>(StringComparer.Ordinal);
        var unknown = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var address in addresses)
        {
            if (_ids.TryGetValue((tables.Day, address), out var known))
                ids[address] = known;
            else
                unknown.Add(address);
        }
        if (unknown.Count == 0)
            return ids;
        await FindAsync(connection, tables, unknown, ids, cancellationToken);
        if (unknown.Count > 0)
        {
            await InsertAsync(connection, tables, unknown, cancellationToken);
            await FindAsync(connection, tables, unknown, ids, cancellationToken);
        }
        return ids;
    }

    public void Forget() => _ids.Clear();

    private async Task FindAsync(
        NpgsqlConnection connection, LogTables tables, SortedSet<string> unknown, Dictionary<string, long> ids, CancellationToken cancellationToken)
    {
        // By its place in the list and not by its spelling: what is stored may have other characters where PostgreSQL takes none of ours.
        var wanted = unknown.ToArray();
        await using var command = new NpgsqlCommand(
            $"SELECT wanted.place, address.id FROM unnest($1) WITH ORDINALITY AS wanted (spelling, place) JOIN {tables.Address} AS address ON address.spelling = wanted.spelling COLLATE \"C\"",
            connection);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(wanted, address => StorableText.Of(address)) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (_ids.Count + wanted.Length > Remembered)
            _ids.Clear();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (address, id) = (wanted[reader.GetInt64(0) - 1], reader.GetInt64(1));
            ids[address] = id;
            _ids[(tables.Day, address)] = id;
            unknown.Remove(address);
        }
    }

    /// <summary>Another node may be first with an address; then its row is found afterwards.</summary>
    private static async Task InsertAsync(NpgsqlConnection connection, LogTables tables, SortedSet<string> unknown, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"INSERT INTO {tables.Address} (day, spelling, key) SELECT $1, spelling, key FROM unnest($2, $3) AS new (spelling, key) ON CONFLICT (spelling) DO NOTHING", connection);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = tables.Day });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. unknown.Select(address => StorableText.Of(address))] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. unknown.Select(address => SearchText.Fold(StorableText.Of(address)))] });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

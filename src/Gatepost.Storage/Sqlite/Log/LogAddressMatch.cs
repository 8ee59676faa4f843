using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// A pattern of addresses in one day. Its addresses are looked for when a search first counts what they give, and once for messages and refusals: a day has tens
/// of thousands. A row that something else has found is tested by its own address.
/// </summary>
internal sealed class LogAddressMatch
{
    /// <summary>More addresses than this are not handed on one by one: a pattern that meets so many mostly meets enough lines soon.</summary>
    private const int FewAddresses = 2_000;

    private readonly string _parameter;
    private readonly string _test;
    private readonly object _value;
    private (string Ids, (string, object)[] Parameters)? _found;

    /// <summary><paramref name="parameter"/> is the name of the value in the statements.</summary>
    public LogAddressMatch(string parameter, string pattern)
    {
        var isExact = SearchText.IsExact(pattern);
        _parameter = parameter;
        _test = $"{(isExact ? "=" : "GLOB")} {parameter}";
        _value = isExact ? SearchText.Fold(pattern) : SearchText.ToGlob(pattern);
    }

    /// <summary>The condition on a column of the given table; <paramref name="joined"/> is the row of the address, which the statement reads anyway.</summary>
    public LogCondition In(string table, string key, string column, string joined) => new($"+{joined}.key {_test}", null, (_parameter, _value))
    {
        Lead = connection =>
        {
            var (ids, parameters) = _found ??= Find(connection);
            return ($"SELECT {key} FROM {table} WHERE {column} IN ({ids})", parameters);
        },
    };

    private (string, (string, object)[]) Find(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT id FROM address WHERE key {_test} LIMIT {FewAddresses + 1}";
        command.Parameters.AddWithValue(_parameter, _value);
        var found = new List<long>();
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
                found.Add(reader.GetInt64(0));
        }
        return found.Count > FewAddresses
            ? ($"SELECT id FROM address WHERE key {_test}", [(_parameter, _value)])
            : ($"SELECT value FROM json_each({_parameter}_ids)", [($"{_parameter}_ids", '[' + string.Join(',', found) + ']')]);
    }
}

/// <summary>The patterns of addresses in a query, in one day.</summary>
internal sealed class LogAddressMatches(LogQuery query)
{
    public LogAddressMatch? Recipient { get; } = query.Recipient is { } recipient ? new LogAddressMatch("$recipient", recipient) : null;

    public LogAddressMatch? Sender { get; } = query.Sender is { } sender ? new LogAddressMatch("$sender", sender) : null;
}

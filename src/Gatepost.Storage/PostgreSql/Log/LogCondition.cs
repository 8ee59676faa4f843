using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// One condition of a search in one day. The newest day never has statistics that a planner could trust, so the search itself counts how much each index would
/// give, up to a bound, and is led by the one that gives least; where all give more, it walks from the newest line back, and a condition that many lines meet is
/// soon satisfied. Only fixed text goes into the SQL; every value is a parameter.
/// </summary>
/// <param name="Test">The condition on a joined row.</param>
/// <param name="Leading">What gives the keys of candidates by an index; null when nothing does.</param>
/// <param name="Parameters">Its values by name.</param>
internal sealed record LogCondition(string Test, string? Leading, params (string Name, object Value)[] Parameters)
{
    /// <summary>More candidates than this are not joined one by one: walking back from the newest is as quick then.</summary>
    private const int FewCandidates = 20_000;

    /// <summary>
    /// For conditions of which the index tells only what may match, so that each candidate is read to be counted: a fortieth of a large day, and walking back finds
    /// a page of those within some thousand lines.
    /// </summary>
    public const int FewToRead = 5_000;

    /// <summary>So few are joined at once, whatever another condition would give.</summary>
    private const int VeryFew = 500;

    /// <summary>Candidates come newest first and end with the page, so another condition leads only where it gives this much less.</summary>
    private const int WorthCounting = 4;

    /// <summary>So many candidates are counted at most.</summary>
    public int Few { get; init; } = FewCandidates;

    /// <summary>A pattern of an address: its test on the joined address, and the ids of the addresses that it matches.</summary>
    public static (string Test, string Ids, (string, object)[] Parameters) Address(LogTables tables, string joined, string parameter, string pattern)
    {
        pattern = StorableText.Of(pattern);
        if (SearchText.IsExact(pattern))
            return ($"{joined}.key = @{parameter}", $"(SELECT id FROM {tables.Address} WHERE key = @{parameter})", [(parameter, SearchText.Fold(pattern))]);
        var (test, value) = ($"{joined}.key LIKE @{parameter}", (parameter, (object)SearchText.ToLike(pattern)));
        return pattern.Length > 1 && pattern.LastIndexOf('*') == 0
            ? (test, $"(SELECT id FROM {tables.Address} WHERE reverse(key) LIKE @{parameter}_reversed)", [value, ($"{parameter}_reversed", SearchText.ToLike(Reversed(pattern)))])
            : (test, $"(SELECT id FROM {tables.Address} WHERE key LIKE @{parameter})", [value]);
    }

    /// <summary>Character by character, as the database does it.</summary>
    private static string Reversed(string pattern) => string.Concat(SearchText.Fold(pattern).EnumerateRunes().Reverse().Select(rune => rune.ToString()));

    /// <summary>Adds its values to a command.</summary>
    public void Bind(NpgsqlCommand command)
    {
        foreach (var (name, value) in Parameters)
        {
            if (!command.Parameters.Contains(name))
                command.Parameters.AddWithValue(name, value);
        }
    }

    /// <summary>
    /// The condition to be led by, or null to walk from the newest; false when one of them cannot be met at all. They are counted in their order, and no more of
    /// them once one gives little.
    /// </summary>
    public static async Task<(bool Possible, LogCondition? Leading)> ChooseAsync(
        NpgsqlConnection connection, IReadOnlyList<LogCondition> conditions, CancellationToken cancellationToken)
    {
        LogCondition? leading = null;
        var least = (long)FewCandidates;
        foreach (var condition in conditions.Where(condition => condition.Leading is not null))
        {
            var most = 1 + Math.Min(condition.Few, leading is null ? least : least / WorthCounting);
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT count(*) FROM ({condition.Leading} LIMIT {most}) AS few";
            condition.Bind(command);
            var count = (long)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (count == 0)
                return (false, null);
            if (count < most)
                (leading, least) = (condition, count);
            if (least <= VeryFew)
                break;
        }
        return (true, leading);
    }
}

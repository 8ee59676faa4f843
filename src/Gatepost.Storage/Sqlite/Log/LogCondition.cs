using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// One condition of a search. A day has no statistics that a planner could trust, so the search itself counts how much each index would give, up to a
/// bound, and is led by the first that gives little; else it walks from the newest line back, where a condition that many lines meet is soon satisfied.
/// Only fixed text goes into the SQL; every value is a parameter.
/// </summary>
/// <param name="Test">The condition on a row; <c>+</c> before a column keeps the planner from an index of its own choice.</param>
/// <param name="Leading">What gives the candidates by an index, with the key column first; null when nothing does.</param>
/// <param name="Parameters">Its values.</param>
internal sealed record LogCondition(string Test, string? Leading, params (string Name, object Value)[] Parameters)
{
    /// <summary>More candidates than this are not sorted: walking back from the newest is quicker then.</summary>
    private const int FewCandidates = 2_000;

    /// <summary>What gives the candidates and its values, where it has to be looked for itself.</summary>
    public Func<SqliteConnection, (string Leading, (string, object)[] Parameters)>? Lead { get; init; }

    /// <summary>Adds its values to a command.</summary>
    public void Bind(SqliteCommand command)
    {
        foreach (var (name, value) in Parameters)
        {
            if (!command.Parameters.Contains(name))
                command.Parameters.AddWithValue(name, value);
        }
    }

    /// <summary>How many candidates its index gives, counted no further than one more than few; null when it has none.</summary>
    private int? Candidates(SqliteConnection connection)
    {
        if (Leading is null)
            return null;
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM ({Leading} LIMIT {FewCandidates + 1})";
        Bind(command);
        return (int)(long)command.ExecuteScalar()!;
    }

    private LogCondition WithLeading(SqliteConnection connection) => Lead?.Invoke(connection) is { } lead ? new(Test, lead.Leading, lead.Parameters) : this;

    /// <summary>The condition to be led by, or null to walk from the newest; false when one of them cannot be met at all.</summary>
    public static bool TryChoose(SqliteConnection connection, IEnumerable<LogCondition> conditions, out LogCondition? leading)
    {
        leading = null;
        foreach (var condition in conditions.Select(condition => condition.WithLeading(connection)))
        {
            var candidates = condition.Candidates(connection);
            if (candidates == 0)
                return false;
            if (candidates <= FewCandidates)
            {
                leading = condition;
                return true;
            }
        }
        return true;
    }
}

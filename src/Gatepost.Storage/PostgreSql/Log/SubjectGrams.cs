namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>What a pattern of a subject must find in the index that the function <c>log_subject_grams</c> of the database makes.</summary>
internal static class SubjectGrams
{
    /// <summary>More of them narrow nothing further.</summary>
    private const int Most = 24;

    /// <summary>Two characters that follow each other in the folded pattern, and each that is none of ASCII; empty when it has neither, so that no index helps.</summary>
    public static string[] Of(string pattern)
    {
        var grams = new HashSet<string>(StringComparer.Ordinal);
        foreach (var run in pattern.Split('*'))
        {
            string? before = null;
            foreach (var rune in run.EnumerateRunes())
            {
                var character = rune.ToString();
                if (rune.Value > '~')
                    grams.Add(character);
                if (before is not null)
                    grams.Add(before + character);
                before = character;
                if (grams.Count >= Most)
                    return [.. grams];
            }
        }
        return [.. grams];
    }
}

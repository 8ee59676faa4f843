namespace Gatepost.Extraction.Formats.Office.Excel;

/// <summary>The addresses in the texts of a formula: <c>HYPERLINK("http://..." , "here")</c>, <c>WEBSERVICE</c>, <c>IMAGE</c>, and whatever else takes one.</summary>
internal static class FormulaLinks
{
    // A formula has 8,192 characters.
    private const int Links = 64;

    public static IEnumerable<string> In(string formula)
    {
        var found = 0;
        for (var begin = formula.IndexOf('"', StringComparison.Ordinal); begin >= 0 && found < Links;)
        {
            var end = formula.IndexOf('"', begin + 1);
            if (end < 0)
                yield break;
            var word = formula[(begin + 1)..end];
            if (word.Contains("://", StringComparison.Ordinal) || word.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || word.StartsWith(@"\\", StringComparison.Ordinal))
            {
                found++;
                yield return word;
            }
            begin = formula.IndexOf('"', end + 1);
        }
    }
}

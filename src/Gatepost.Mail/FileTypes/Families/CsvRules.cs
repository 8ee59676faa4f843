namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Tells tables of values: several lines with one number of separators, as letters hardly have them.</summary>
internal static class CsvRules
{
    private const int EnoughLines = 3;
    private const int EnoughSeparators = 2;

    public static bool IsTable(ReadOnlySpan<char> text) => IsTable(text, ',') || IsTable(text, ';') || IsTable(text, '\t');

    private static bool IsTable(ReadOnlySpan<char> text, char separator)
    {
        var (lines, expected) = (0, 0);
        var rest = text;
        while (!rest.IsEmpty)
        {
            var end = EndOfRecord(rest, separator, out var separators);
            // The last line of what is looked at may be cut off.
            if (end == rest.Length && lines >= EnoughLines)
                return true;
            if (separators < EnoughSeparators || (lines > 0 && separators != expected))
                return false;
            expected = separators;
            lines++;
            rest = rest[end..].TrimStart("\r\n");
        }
        return lines >= EnoughLines;
    }

    /// <summary>Where a record ends (RFC 4180 section 2: line ends and separators in quotes belong to the value), and its separators.</summary>
    private static int EndOfRecord(ReadOnlySpan<char> text, char separator, out int separators)
    {
        separators = 0;
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && character is '\r' or '\n')
                return at;
            else if (!isQuoted && character == separator)
                separators++;
        }
        return text.Length;
    }
}

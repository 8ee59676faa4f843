using System.Collections.Immutable;
using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>The instruction of a field, as Word has it in all its formats: <c>HYPERLINK "http://..." \o "tip"</c>, <c>DDEAUTO c:\\... "..."</c>.</summary>
internal static class FieldInstruction
{
    /// <summary>An instruction of more characters is cut: it is an attack on somebody's reader, and its first words say all.</summary>
    public const int Characters = 65_536;

    /// <summary>States what an instruction does, if it does anything outside the document.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="instruction">As it stands there.</param>
    /// <param name="shown">The words that the reader sees for it.</param>
    /// <param name="carrier">What carries it.</param>
    public static void State(FormatOutput output, string instruction, string? shown, string carrier)
    {
        instruction = instruction.Trim();
        var words = Words(instruction);
        if (words.Length == 0)
            return;
        switch (words[0].ToUpperInvariant())
        {
            case "HYPERLINK":
                if (FirstPlain(words) is { } target)
                    output.Link(target, carrier, string.IsNullOrWhiteSpace(shown) ? null : shown.Trim());
                break;
            case "INCLUDEPICTURE" or "INCLUDETEXT" or "INCLUDE" or "IMPORT" or "LINK" or "RD":
                foreach (var word in words.Skip(1).Where(word => word.Contains("://", StringComparison.Ordinal) || word.StartsWith(@"\\", StringComparison.Ordinal)))
                    output.Link(word, carrier);
                output.Text(instruction, TextKind.Hidden);
                break;
            // Runs a program, or reads from one, when fields are brought up to date.
            case "DDE" or "DDEAUTO" or "MACROBUTTON" or "QUOTE" or "SET" or "AUTOTEXT" or "DATABASE" or "ADDIN" or "CONTROL" or "HTMLCONTROL":
                output.Text(instruction, TextKind.Hidden);
                break;
            default:
                // Names of DDE put together by nested fields show here.
                if (instruction.Contains("DDE", StringComparison.OrdinalIgnoreCase))
                    output.Text(instruction, TextKind.Hidden);
                break;
        }
    }

    private static string? FirstPlain(ImmutableArray<string> words)
    {
        for (var index = 1; index < words.Length; index++)
        {
            var word = words[index];
            if (!word.StartsWith('\\') || word.StartsWith(@"\\", StringComparison.Ordinal))
                return word;
            // Switches with a value: a place in the document, a tip, a target frame.
            if (word is @"\l" or @"\o" or @"\t")
                index++;
        }
        return null;
    }

    private static ImmutableArray<string> Words(string instruction)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        var (isQuoted, wasQuoted) = (false, false);
        for (var at = 0; at < instruction.Length; at++)
        {
            var character = instruction[at];
            if (character is '"' or '\u201C' or '\u201D')
            {
                (isQuoted, wasQuoted) = (!isQuoted, true);
            }
            else if (!isQuoted && char.IsWhiteSpace(character))
            {
                Take(words, word, wasQuoted);
                wasQuoted = false;
            }
            else
            {
                // Within quotes a backslash is doubled.
                if (isQuoted && character == '\\' && at + 1 < instruction.Length && instruction[at + 1] is '\\' or '"')
                    at++;
                word.Append(instruction[at]);
            }
        }
        Take(words, word, wasQuoted);
        return words.ToImmutable();
    }

    private static void Take(ImmutableArray<string>.Builder words, StringBuilder word, bool wasQuoted)
    {
        if (word.Length > 0 || wasQuoted)
            words.Add(word.ToString());
        word.Clear();
    }
}

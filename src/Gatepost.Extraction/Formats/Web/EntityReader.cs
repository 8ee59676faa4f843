using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>
/// XML whose document type makes entities out of entities (a kilobyte that unfolds to gigabytes in the program that opens it) or fetches them from elsewhere. Nothing of that is done here, so it is
/// said that what a reader would see was not read. Entities of plain words, as programs for drawings declare them for their namespaces, are nothing.
/// </summary>
internal sealed partial class EntityReader : IFormatReader
{
    // Declarations stand in front of everything else; with document types of their own they reach some kilobytes.
    private const int DeclarationCharacters = 1_048_576;

    public ImmutableArray<string> Types { get; } = ["xml", "svg", "plist", "feed", "wsdl"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var source = PageSource.Read(file, output);
        var start = source.AsSpan(0, Math.Min(source.Length, DeclarationCharacters)).IndexOf("<!DOCTYPE", StringComparison.Ordinal);
        if (start < 0)
            return;
        var declarations = source.Substring(start, Math.Min(DeclarationCharacters, source.Length - start));
        if (Nested().IsMatch(declarations))
            output.Problem(PartProblemKind.Unread, "entities made of entities, which are not unfolded");
        if (Fetched().IsMatch(declarations))
            output.Problem(PartProblemKind.Unread, "an entity from elsewhere, which is not fetched");
    }

    /// <summary>XML 1.0 section 4.2: a name and a literal in which another entity, and no mere character, is named.</summary>
    [GeneratedRegex(@"<!ENTITY\s+(?:%\s+)?[^\s""'<>]+\s+(?:""[^""]*[&%][\p{L}_:][^""]*""|'[^']*[&%][\p{L}_:][^']*')", RegexOptions.NonBacktracking)]
    private static partial Regex Nested();

    [GeneratedRegex(@"<!ENTITY\s+(?:%\s+)?[^\s""'<>]+\s+(?:SYSTEM|PUBLIC)\s", RegexOptions.NonBacktracking)]
    private static partial Regex Fetched();
}

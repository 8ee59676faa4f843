using System.Text.Json;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Mail.Extraction;

/// <summary>
/// Reads the answer of a worker as what it is: octets of a process that a file may have taken over. What breaks the form, points outside itself, or is beyond what was allowed is no answer at
/// all; a worker of ours cannot come to it.
/// </summary>
public static class ExtractionAnswerReader
{
    // A problem a member, and some of the file.
    private const int Problems = 10_000;
    private const int NameCharacters = 1_100;
    private const int OtherNames = 16;
    private const int ReasonCharacters = 1_000;
    private const int LinkCharacters = 65_536;
    private const int HashCharacters = 64;

    // Names and values, each of which becomes an object here: a worker of ours comes to a third of it with everything at its bounds. Fifty million octets of {"parent":0} would be half a gigabyte.
    private const int Tokens = 1_000_000;

    /// <summary>The answer, or null where it is none.</summary>
    public static ExtractionAnswer? Read(ReadOnlySpan<byte> octets, ExtractionRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        try
        {
            if (!IsModest(octets))
                return null;
            var answer = JsonSerializer.Deserialize(octets, ExtractionJson.Default.ExtractionAnswer);
            return answer is not null && IsWithin(answer, request.Budget) && IsSound(answer) ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsModest(ReadOnlySpan<byte> octets)
    {
        var reader = new Utf8JsonReader(octets);
        var tokens = 0;
        while (reader.Read())
        {
            if (++tokens > Tokens)
                return false;
        }
        return true;
    }

    private static bool IsWithin(ExtractionAnswer answer, ExtractionBudget budget)
    {
        if (answer.Nodes.IsDefault || answer.Texts.IsDefault || answer.Links.IsDefault || answer.Problems.IsDefault)
            return false;
        // One block beyond the bound is unpacked before it shows.
        return answer.Nodes.Length <= budget.Files && answer.Links.Length <= budget.Links && answer.Problems.Length <= Problems
            && answer.Unpacked >= 0 && answer.Unpacked <= budget.AllOctets + 1_048_576
            && !answer.Texts.Contains(null!) && answer.Texts.Sum(text => (long)text.Text.Length) <= budget.TextOctets;
    }

    private static bool IsSound(ExtractionAnswer answer)
    {
        var count = answer.Nodes.Length;
        if (FileTypeCatalogue.Find(answer.TrueType) is null)
            return false;
        for (var index = 0; index < count; index++)
        {
            if (answer.Nodes[index] is not { } node || node.Parent < 0 || node.Parent > index || !IsSound(node))
                return false;
        }
        bool Points(int node) => node >= 0 && node <= count;
        return answer.Texts.All(text => Points(text.Node) && Enum.IsDefined(text.Kind))
            && answer.Links.All(link => link is not null && Points(link.Node) && link.Url.Length <= LinkCharacters && link.Carrier.Length <= 32 && !(link.Shown?.Length > LinkCharacters))
            && answer.Problems.All(problem => problem is not null && Points(problem.Node) && Enum.IsDefined(problem.Kind) && problem.Reason.Length <= ReasonCharacters);
    }

    private static bool IsSound(ExtractedNode node) =>
        !(node.Name?.Length > NameCharacters)
        && node.OtherNames.Length <= OtherNames && node.OtherNames.All(name => name is not null && name.Length <= NameCharacters)
        && !(node.DeclaredType?.Length > NameCharacters) && !(node.Charset?.Length > NameCharacters)
        && (node.TrueType is null || FileTypeCatalogue.Find(node.TrueType) is not null)
        && !(node.Size < 0)
        && (node.Sha256 is null || (node.Sha256.Length == HashCharacters && node.Sha256.All(char.IsAsciiHexDigitLower)));
}

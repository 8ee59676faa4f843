using System.Collections.Immutable;
using MimeKit;

namespace Gatepost.Mail.Mime;

/// <summary>Collects the file names that one part claims, in the order in which mail programs prefer them.</summary>
internal sealed class PartNameList(string path, ReadingLimits limits, List<PartProblem> problems)
{
    private readonly List<string> _names = [];

    /// <summary>The one that most programs show, or null.</summary>
    public string? First => _names.Count == 0 ? null : _names[0];

    public ImmutableArray<string> Others => _names.Count < 2 ? [] : [.. _names.Skip(1)];

    /// <summary>
    /// Takes the name that the parser found, and what is in the fields besides. One stray parameter makes the parser drop all of them, as no mail program does, and of several names it gives
    /// only one.
    /// </summary>
    public void Add(string? parsed, List<Header> fields, string parameter)
    {
        Add(parsed);
        var isParsed = !string.IsNullOrWhiteSpace(parsed);
        foreach (var field in fields)
        {
            foreach (var name in LenientParameters.FindNames(field.RawValue.AsSpan(0, Math.Min(field.RawValue.Length, limits.DispositionOctets)), parameter))
            {
                // The beginning of a name with blanks that nobody quoted is no name of its own: nothing opens by it.
                if (isParsed && !name.Contains('.', StringComparison.Ordinal))
                    continue;
                if (!isParsed)
                    problems.Add(new PartProblem(path, PartProblemKind.Malformed, $"a {field.Field} field whose parameters break the grammar, but name a file"));
                isParsed = true;
                Add(name);
            }
        }
    }

    /// <summary>Takes one name.</summary>
    public void Add(string? name)
    {
        Keep(FileName.Clean(name, limits.NameCharacters));
        Keep(FileName.Unrecovered(name, limits.NameCharacters));
    }

    private void Keep(string? clean)
    {
        if (clean is null || _names.Exists(one => IsSame(one, clean)))
            return;
        if (_names.Count <= limits.OtherNames)
            _names.Add(clean);
        else if (!problems.Exists(problem => problem.Part == path && problem.Kind == PartProblemKind.LimitReached))
            problems.Add(new PartProblem(path, PartProblemKind.LimitReached, $"more than {limits.OtherNames + 1} names of one part"));
    }

    /// <summary>White space is put together differently by each reader of folded fields.</summary>
    private static bool IsSame(string one, string other) => one == other
        || one.Where(character => !char.IsWhiteSpace(character)).SequenceEqual(other.Where(character => !char.IsWhiteSpace(character)));
}

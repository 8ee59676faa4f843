using System.Collections.Immutable;

namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>All marks, found by the first octet of a file. It runs for every part of every mail: nothing is allocated, and a file is compared with the few marks that begin as it does.</summary>
internal sealed class MarkTable
{
    private readonly ImmutableArray<ImmutableArray<Entry>> _byFirst;
    private readonly ImmutableArray<Entry> _elsewhere;

    public MarkTable(IEnumerable<KnownType> types)
    {
        var entries = types.SelectMany(known => known.Marks.Select(mark => new Entry(mark, known.Type))).ToArray();
        _byFirst = [.. Enumerable.Range(0, 256).Select(octet => entries.Where(entry => entry.Mark.FirstOctet == octet).OrderByDescending(entry => entry.Mark.Weight).ToImmutableArray())];
        // What stands deep in a file, or at its end, was put there on purpose; short marks near the start can be met by chance.
        _elsewhere = [.. entries.Where(entry => entry.Mark.FirstOctet is null)
            .OrderByDescending(entry => entry.Mark.IsFromEnd).ThenByDescending(entry => entry.Mark.Offset).ThenByDescending(entry => entry.Mark.Weight)];
    }

    /// <summary>The type whose mark stands there, or null.</summary>
    public FileType? Find(FileContent content)
    {
        if (content.Head.IsEmpty)
            return null;
        return Find(_byFirst[content.Head[0]], content) ?? Find(_elsewhere, content);
    }

    private static FileType? Find(ImmutableArray<Entry> entries, FileContent content)
    {
        foreach (var entry in entries)
        {
            if (entry.Mark.Matches(content))
                return entry.Type;
        }
        return null;
    }

    private sealed record Entry(Mark Mark, FileType Type);
}

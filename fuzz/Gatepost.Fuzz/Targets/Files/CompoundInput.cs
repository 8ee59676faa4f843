using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Extraction;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Compound files out of the sections of an input; a slash parts the names of storages.</summary>
internal static class CompoundInput
{
    /// <summary>The file; two streams of one name are both in it.</summary>
    public static byte[] Pack(IEnumerable<(string Name, byte[] Octets)> sections)
    {
        var nodes = new List<CompoundNode> { new("Root Entry", Guid.Empty, -1, 0, null) };
        foreach (var (path, octets) in sections)
        {
            var names = path.Split('/');
            var parent = names[..^1].Aggregate(0, (storage, name) => Storage(nodes, storage, name));
            nodes.Add(new CompoundNode(names[^1], Guid.Empty, parent, octets.Length, () => new MemoryStream(octets)));
        }
        using var packed = new MemoryStream();
        using var file = CompoundWriter.Write([.. nodes]);
        file.CopyTo(packed);
        return packed.ToArray();
    }

    /// <summary>
    /// Opens the file, and its twin with some empty sectors behind it: both say the same. Text comes from nowhere but the octets of the input, whatever the tables of the document claim.
    /// </summary>
    public static ExtractionAnswer Open(IReadOnlyCollection<(string Name, byte[] Octets)> sections, string name)
    {
        var file = Pack(sections);
        var answer = ExtractionChecks.Open(file, name);
        var longer = ExtractionChecks.Open([.. file, .. new byte[1_024]], name);
        Expect.Equal(ExtractionChecks.Words(answer), ExtractionChecks.Words(longer), "empty sectors behind the file change what it says");
        return answer;
    }

    private static int Storage(List<CompoundNode> nodes, int parent, string name)
    {
        var found = nodes.FindIndex(node => node.Parent == parent && node.Name == name && node.Open is null);
        if (found >= 0)
            return found;
        nodes.Add(new CompoundNode(name, Guid.Empty, parent, 0, null));
        return nodes.Count - 1;
    }
}

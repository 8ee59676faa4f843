using System.Text;
using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Extraction.Tests.Formats.Office;

/// <summary>Makes compound files for tests.</summary>
internal sealed class CompoundSample
{
    private readonly List<CompoundNode> _nodes = [new CompoundNode("Root Entry", Guid.Empty, -1, 0, null)];

    public CompoundSample Storage(string path)
    {
        AddStorage(path.Split('/'));
        return this;
    }

    public CompoundSample Stream(string path, byte[] octets)
    {
        var names = path.Split('/');
        var parent = AddStorage(names[..^1]);
        _nodes.Add(new CompoundNode(names[^1], Guid.Empty, parent, octets.Length, () => new MemoryStream(octets)));
        return this;
    }

    public CompoundSample Stream(string path, string text) => Stream(path, Encoding.Latin1.GetBytes(text));

    public byte[] ToArray()
    {
        using var octets = new MemoryStream();
        using var file = CompoundWriter.Write([.. _nodes]);
        file.CopyTo(octets);
        return octets.ToArray();
    }

    private int AddStorage(string[] names)
    {
        var parent = 0;
        foreach (var name in names)
        {
            var found = _nodes.FindIndex(node => node.Parent == parent && node.Name == name);
            if (found < 0)
            {
                _nodes.Add(new CompoundNode(name, Guid.Empty, parent, 0, null));
                found = _nodes.Count - 1;
            }
            parent = found;
        }
        return parent;
    }
}

using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>A storage of a compound file as a compound file of its own.</summary>
internal static class CompoundCopy
{
    /// <summary>The storage and all below it, as a stream that is read once.</summary>
    public static Stream Of(CompoundFile file, CompoundEntry storage)
    {
        var nodes = ImmutableArray.CreateBuilder<CompoundNode>();
        var waiting = new Queue<(CompoundEntry Entry, int Parent)>();
        waiting.Enqueue((storage, -1));
        // The directory is a tree by now: each entry has one parent, and comes once.
        while (waiting.TryDequeue(out var next))
        {
            var entry = next.Entry;
            if (!entry.IsStorage)
            {
                var size = file.OpenStream(entry).Length;
                nodes.Add(new CompoundNode(entry.Name, Guid.Empty, next.Parent, size, () => file.OpenStream(entry)));
                continue;
            }
            nodes.Add(new CompoundNode(next.Parent < 0 ? "Root Entry" : entry.Name, entry.ClassId, next.Parent, 0, null));
            var index = nodes.Count - 1;
            foreach (var child in file.ChildrenOf(entry))
                waiting.Enqueue((child, index));
        }
        return CompoundWriter.Write(nodes.ToImmutable());
    }
}

using System.Collections.Immutable;
using System.Text;

namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>Reads the directory ([MS-CFB] 2.6): a tree of red-black trees, which is walked flat, each entry once, whatever its links say.</summary>
internal static class CompoundDirectory
{
    private const int EntryOctets = 128;
    private const int NameOctets = 64;
    private const int Storage = 1;
    private const int Stream = 2;
    private const int Root = 5;
    private const int NotSeen = -1;

    /// <summary>Entries by their number; places that hold nothing are null.</summary>
    public static ImmutableArray<CompoundEntry?> Read(Stream directory, bool hasLongSizes)
    {
        var octets = directory.ReadUpTo(CompoundLimits.Entries * EntryOctets);
        var count = octets.Length / EntryOctets;
        if (count == 0)
            return [];
        var parents = Parents(octets, count);
        var entries = ImmutableArray.CreateBuilder<CompoundEntry?>(count);
        for (var id = 0; id < count; id++)
            entries.Add(ReadEntry(octets.AsSpan(id * EntryOctets, EntryOctets), id, parents[id], hasLongSizes));
        return entries.MoveToImmutable();
    }

    private static CompoundEntry? ReadEntry(ReadOnlySpan<byte> entry, int id, int parent, bool hasLongSizes)
    {
        int type = entry[66];
        if (type is not (Storage or Stream or Root) && id != 0)
            return null;
        var nameOctets = Math.Clamp(entry.UInt16At(NameOctets) - 2, 0, NameOctets - 2) & ~1;
        var size = hasLongSizes ? entry.UInt64At(120) : entry.UInt32At(120);
        return new CompoundEntry(
            id,
            Encoding.Unicode.GetString(entry[..nameOctets]),
            // The root is one whatever it says: it has the streams of the file.
            id == 0 || type != Stream,
            new Guid(entry[80..96]),
            entry.UInt32At(116),
            (long)Math.Min(size, long.MaxValue >> 1),
            // What no storage holds is still there for those who look.
            Math.Max(parent, 0));
    }

    private static int[] Parents(ReadOnlySpan<byte> octets, int count)
    {
        var parents = new int[count];
        Array.Fill(parents, NotSeen);
        parents[0] = 0;
        var waiting = new Stack<(uint Id, int Parent)>();
        waiting.Push((octets.UInt32At(76), 0));
        while (waiting.TryPop(out var next))
        {
            if (next.Id >= count || parents[(int)next.Id] != NotSeen)
                continue;
            var id = (int)next.Id;
            parents[id] = next.Parent;
            var at = id * EntryOctets;
            waiting.Push((octets.UInt32At(at + 68), next.Parent));
            waiting.Push((octets.UInt32At(at + 72), next.Parent));
            // A stream has no children, but links that say so would hide what they hold.
            waiting.Push((octets.UInt32At(at + 76), octets[at + 66] == Stream ? next.Parent : id));
        }
        return parents;
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>
/// A compound file ([MS-CFB]): a file system in a file. Reads what a damaged or hostile one still gives: chains end at circles and at the end of the file, sizes are bounded by what is there.
/// Its tables are held in memory, four octets a sector; the streams are read where they lie.
/// </summary>
internal sealed class CompoundFile : IDisposable
{
    private readonly Stream _content;
    private readonly SectorTable _table;
    private readonly FrozenDictionary<int, ImmutableArray<CompoundEntry>> _children;
    private Stream? _miniStream;
    private SectorTable? _miniTable;

    private CompoundFile(Stream content, CompoundHeader header)
    {
        _content = content;
        var sectors = SectorsOf(content, header);
        _table = new SectorTable(ReadTable(content, header, sectors), header.SectorShift, 1L << header.SectorShift, sectors);
        var directory = _table.WholeChain(header.FirstDirectorySector, CompoundLimits.Entries * 128L, out var isSound);
        using var octets = new ExtentStream(content, directory, long.MaxValue);
        var entries = CompoundDirectory.Read(octets, header.HasLongSizes);
        All = [.. entries.OfType<CompoundEntry>()];
        _children = All.Where(entry => entry.Id != 0).GroupBy(entry => entry.Parent).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
        IsSound = isSound && !header.IsOdd;
        OpenMiniStream(header);
    }

    /// <summary>Every entry, the root first.</summary>
    public ImmutableArray<CompoundEntry> All { get; }

    /// <summary>The root, or null where there is no directory.</summary>
    public CompoundEntry? Root => All.FirstOrDefault();

    /// <summary>False where something broke its form so far: more comes to light as streams are opened.</summary>
    public bool IsSound { get; private set; }

    /// <summary>Null where the stream holds no compound file. The stream is not owned, and must not be moved by others meanwhile.</summary>
    public static CompoundFile? Open(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length is < CompoundHeader.Octets or > CompoundLimits.Octets)
            return null;
        return CompoundHeader.Read(content.ReadAt(0, CompoundHeader.Octets)) is { } header ? new CompoundFile(content, header) : null;
    }

    /// <summary>What a storage holds.</summary>
    public ImmutableArray<CompoundEntry> ChildrenOf(CompoundEntry storage) => _children.GetValueOrDefault(storage.Id, []);

    /// <summary>A child of a storage; names are compared without case, as [MS-CFB] 2.6.4 does.</summary>
    public CompoundEntry? Find(CompoundEntry storage, string name) =>
        ChildrenOf(storage).FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A child that is a stream.</summary>
    public CompoundEntry? FindStream(CompoundEntry storage, string name) => Find(storage, name) is { IsStorage: false } stream ? stream : null;

    /// <summary>The octets of a stream, as far as they are there; empty for a storage.</summary>
    public ExtentStream OpenStream(CompoundEntry entry)
    {
        if (entry.IsStorage)
            return new ExtentStream(_content, [], 0);
        var isMini = entry.Size < CompoundLimits.MiniCutoff;
        var (table, inner) = isMini && _miniTable is not null ? (_miniTable, _miniStream!) : (_table, _content);
        var extents = table.Chain(entry.Start, entry.Size, out var isSound);
        IsSound &= isSound;
        return new ExtentStream(inner, extents, entry.Size);
    }

    /// <summary>Lets go of the tables; the content stays open.</summary>
    public void Dispose() => _miniStream?.Dispose();

    private void OpenMiniStream(CompoundHeader header)
    {
        if (Root is not { Start: < SectorTable.FirstMark } root)
            return;
        var extents = _table.Chain(root.Start, root.Size, out var isSound);
        IsSound &= isSound;
        _miniStream = new ExtentStream(_content, extents, root.Size);
        var sectors = _miniStream.Length >> header.MiniSectorShift;
        var tableExtents = _table.WholeChain(header.FirstMiniTableSector, (sectors * sizeof(uint)) + _table.SectorSize, out isSound);
        IsSound &= isSound;
        using var octets = new ExtentStream(_content, tableExtents, sectors * sizeof(uint));
        _miniTable = new SectorTable(Numbers(octets.ReadUpTo((int)octets.Length)), header.MiniSectorShift, 0, sectors);
    }

    private static long SectorsOf(Stream content, CompoundHeader header)
    {
        var size = 1L << header.SectorShift;
        return Math.Max(0, (content.Length - size + size - 1) >> header.SectorShift);
    }

    /// <summary>The FAT: where its sectors lie stands in the header and in a chain of lists ([MS-CFB] 2.5). No more of them are read than the file has sectors for.</summary>
    private static uint[] ReadTable(Stream content, CompoundHeader header, long sectors)
    {
        var size = 1 << header.SectorShift;
        var perSector = size / sizeof(uint);
        var needed = (int)((sectors + perSector - 1) / perSector);
        var places = new List<uint>(header.TableSectors.Take(needed));
        var list = header.FirstTableListSector;
        // A circle of lists ends as soon as enough places are known.
        for (var walked = 0; places.Count < needed && list < sectors && walked <= needed; walked++)
        {
            var numbers = Numbers(content.ReadAt((list + 1L) << header.SectorShift, size));
            if (numbers.Length == 0)
                break;
            places.AddRange(numbers.Take(numbers.Length - 1).Take(needed - places.Count));
            list = numbers[^1];
        }
        var table = new uint[sectors];
        Array.Fill(table, SectorTable.EndOfChain);
        for (var index = 0; index < places.Count; index++)
        {
            if (places[index] >= sectors)
                continue;
            var numbers = Numbers(content.ReadAt((places[index] + 1L) << header.SectorShift, size));
            numbers.AsSpan(0, (int)Math.Min(numbers.Length, Math.Max(0, sectors - ((long)index * perSector)))).CopyTo(table.AsSpan(index * perSector));
        }
        return table;
    }

    private static uint[] Numbers(byte[] octets) => MemoryMarshal.Cast<byte, uint>(octets.AsSpan(0, octets.Length & ~3)).ToArray();
}

using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>
/// Writes a compound file, as a stream that is made while it is read: an embedded document is a storage within another file, and becomes a file of its own that way. Its tables are held
/// in memory, its streams never are.
/// </summary>
internal sealed class CompoundWriter
{
    private const int EntryOctets = 128;
    private const int MiniSector = 64;
    private const uint TableMark = 0xFFFFFFFD;
    private const uint Free = 0xFFFFFFFF;

    // The header has room for the places of 109 sectors of the FAT: with short sectors that is 7 MB of file, with long ones 457 MB.
    private const long LongSectorsFrom = 6 << 20;

    private readonly ImmutableArray<CompoundNode> _nodes;
    private readonly int _sectorSize;
    private readonly uint[] _starts;
    private readonly List<uint> _table = [];
    private readonly List<uint> _miniTable = [];

    private CompoundWriter(ImmutableArray<CompoundNode> nodes)
    {
        _nodes = nodes;
        _starts = new uint[nodes.Length];
        _sectorSize = nodes.Sum(node => node.Size) < LongSectorsFrom ? 512 : 4_096;
    }

    /// <summary>The file.</summary>
    /// <param name="nodes">Parents before children, the root first.</param>
    public static Stream Write(ImmutableArray<CompoundNode> nodes) => new CompoundWriter(nodes).Lay();

    private Stream Lay()
    {
        foreach (var index in SmallStreams())
            _starts[index] = AddChain(_miniTable, (_nodes[index].Size + MiniSector - 1) / MiniSector);
        var miniOctets = (long)_miniTable.Count * MiniSector;
        // Order in the file: directory, mini table, mini stream, large streams, and the FAT at the end, whose size is known only then.
        var directory = AddChain(_table, Sectors((long)_nodes.Length * EntryOctets));
        var miniTable = AddChain(_table, Sectors((long)_miniTable.Count * sizeof(uint)));
        var miniStream = AddChain(_table, Sectors(miniOctets));
        foreach (var index in LargeStreams())
            _starts[index] = AddChain(_table, Sectors(_nodes[index].Size));
        var firstTable = _table.Count;
        while ((_table.Count - firstTable) * (_sectorSize / sizeof(uint)) < _table.Count)
            _table.Add(TableMark);
        var header = Header(directory, miniTable, firstTable);
        return new ConcatenatedStream(
        [
            (() => new MemoryStream(header), _sectorSize),
            (() => new MemoryStream(Directory(miniStream, miniOctets)), Room((long)_nodes.Length * EntryOctets)),
            (() => new MemoryStream(Numbers(_miniTable)), Room((long)_miniTable.Count * sizeof(uint))),
            .. SmallStreams().Select(index => (_nodes[index].Open!, (_nodes[index].Size + MiniSector - 1) / MiniSector * MiniSector)),
            (() => Stream.Null, Room(miniOctets) - miniOctets),
            .. LargeStreams().Select(index => (_nodes[index].Open!, Room(_nodes[index].Size))),
            (() => new MemoryStream(Numbers(_table)), Room((long)_table.Count * sizeof(uint))),
        ]);
    }

    private IEnumerable<int> SmallStreams() => Enumerable.Range(0, _nodes.Length).Where(index => _nodes[index] is { Open: not null, Size: > 0 and < CompoundLimits.MiniCutoff });

    private IEnumerable<int> LargeStreams() => Enumerable.Range(0, _nodes.Length).Where(index => _nodes[index] is { Open: not null, Size: >= CompoundLimits.MiniCutoff });

    private long Sectors(long octets) => (octets + _sectorSize - 1) / _sectorSize;

    private long Room(long octets) => Sectors(octets) * _sectorSize;

    private static uint AddChain(List<uint> table, long count)
    {
        var first = (uint)table.Count;
        for (var index = 1; index <= count; index++)
            table.Add(index == count ? SectorTable.EndOfChain : (uint)table.Count + 1);
        return count == 0 ? SectorTable.EndOfChain : first;
    }

    private byte[] Numbers(List<uint> numbers)
    {
        var octets = new byte[Room((long)numbers.Count * sizeof(uint))];
        octets.AsSpan().Fill(0xFF);
        for (var index = 0; index < numbers.Count; index++)
            BinaryPrimitives.WriteUInt32LittleEndian(octets.AsSpan(index * sizeof(uint)), numbers[index]);
        return octets;
    }

    private byte[] Header(uint directory, uint miniTable, int firstTable)
    {
        var header = new byte[_sectorSize];
        ((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).CopyTo(header);
        var isLong = _sectorSize > 512;
        Write16(header, 24, 0x3E);
        Write16(header, 26, isLong ? 4 : 3);
        Write16(header, 28, 0xFFFE);
        Write16(header, 30, isLong ? 12 : 9);
        Write16(header, 32, 6);
        var tables = _table.Count - firstTable;
        Write32(header, 40, isLong ? (uint)Sectors((long)_nodes.Length * EntryOctets) : 0);
        Write32(header, 44, (uint)tables);
        Write32(header, 48, directory);
        Write32(header, 56, CompoundLimits.MiniCutoff);
        Write32(header, 60, miniTable);
        Write32(header, 64, (uint)Sectors((long)_miniTable.Count * sizeof(uint)));
        Write32(header, 68, SectorTable.EndOfChain);
        for (var index = 0; index < CompoundHeader.OwnTableSectors; index++)
            Write32(header, 76 + (index * sizeof(uint)), index < tables ? (uint)(firstTable + index) : Free);
        return header;
    }

    private byte[] Directory(uint miniStream, long miniOctets)
    {
        var octets = new byte[Room((long)_nodes.Length * EntryOctets)];
        var children = Enumerable.Range(1, _nodes.Length - 1).ToLookup(index => _nodes[index].Parent);
        for (var index = 0; index < _nodes.Length; index++)
        {
            var node = _nodes[index];
            var entry = octets.AsSpan(index * EntryOctets, EntryOctets);
            var name = node.Name[..Math.Min(node.Name.Length, 31)];
            Encoding.Unicode.GetBytes(name, entry);
            Write16(entry, 64, (name.Length + 1) * 2);
            entry[66] = (byte)(index == 0 ? 5 : node.Open is null ? 1 : 2);
            entry[67] = 1;
            Write32(entry, 68, Free);
            Write32(entry, 72, Free);
            Write32(entry, 76, Free);
            node.ClassId.TryWriteBytes(entry[80..]);
            Write32(entry, 116, index == 0 ? miniStream : node.Open is null ? 0 : node.Size == 0 ? SectorTable.EndOfChain : _starts[index]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[120..], index == 0 ? miniOctets : node.Open is null ? 0 : node.Size);
        }
        // One long branch to the right, in the order of [MS-CFB] 2.6.4, is a search tree too.
        foreach (var siblings in children)
            Link(octets, siblings.Key, [.. siblings.OrderBy(index => _nodes[index].Name.Length).ThenBy(index => _nodes[index].Name.ToUpperInvariant(), StringComparer.Ordinal)]);
        return octets;
    }

    private static void Link(byte[] octets, int parent, int[] siblings)
    {
        Write32(octets.AsSpan(parent * EntryOctets), 76, (uint)siblings[0]);
        for (var index = 0; index < siblings.Length; index++)
            Write32(octets.AsSpan(siblings[index] * EntryOctets), 72, index + 1 < siblings.Length ? (uint)siblings[index + 1] : Free);
    }

    private static void Write16(Span<byte> octets, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(octets[at..], (ushort)value);

    private static void Write32(Span<byte> octets, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(octets[at..], value);
}

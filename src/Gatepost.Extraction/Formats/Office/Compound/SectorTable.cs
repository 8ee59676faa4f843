namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>A table of which sector follows which: the FAT or the mini FAT ([MS-CFB] 2.3, 2.4).</summary>
internal sealed class SectorTable(uint[] next, int sectorShift, long firstSectorAt, long sectors)
{
    /// <summary>Values from here on are marks: no sector, the end, free.</summary>
    public const uint FirstMark = 0xFFFFFFFA;

    /// <summary>The last of a chain.</summary>
    public const uint EndOfChain = 0xFFFFFFFE;

    /// <summary>Octets of a sector.</summary>
    public int SectorSize => 1 << sectorShift;

    /// <summary>
    /// The pieces of a chain, neighbours made one, for as many octets as wanted. A chain ends at the sectors that the file has, whatever it says: a circle, which no sound chain has, ends when as
    /// many sectors were walked as there are.
    /// </summary>
    /// <param name="start">The first sector.</param>
    /// <param name="octets">How many are wanted; the chain may be longer.</param>
    /// <param name="isSound">False where the chain is shorter than wanted, leaves the file, or is a circle.</param>
    public Extent[] Chain(uint start, long octets, out bool isSound)
    {
        var extents = new List<Extent>();
        var wanted = Math.Min(sectors, (octets + SectorSize - 1) >> sectorShift);
        long walked = 0;
        var sector = start;
        for (; walked < wanted && sector < sectors; walked++)
        {
            Add(extents, walked << sectorShift, firstSectorAt + ((long)sector << sectorShift));
            sector = sector < next.Length ? next[sector] : EndOfChain;
        }
        isSound = walked << sectorShift >= octets;
        return [.. extents];
    }

    /// <summary>The pieces of a chain that says its length nowhere; a sector that comes again ends it.</summary>
    public Extent[] WholeChain(uint start, long maxOctets, out bool isSound)
    {
        var extents = new List<Extent>();
        var seen = new HashSet<uint>();
        var sector = start;
        for (long walked = 0; sector < sectors && walked << sectorShift < maxOctets; walked++)
        {
            if (!seen.Add(sector))
                break;
            Add(extents, walked << sectorShift, firstSectorAt + ((long)sector << sectorShift));
            sector = sector < next.Length ? next[sector] : EndOfChain;
        }
        isSound = sector == EndOfChain;
        return [.. extents];
    }

    private void Add(List<Extent> extents, long logical, long begin)
    {
        if (extents.Count > 0 && extents[^1] is var last && last.Begin + last.Length == begin)
            extents[^1] = last with { Length = last.Length + SectorSize };
        else
            extents.Add(new Extent(logical, begin, SectorSize));
    }
}

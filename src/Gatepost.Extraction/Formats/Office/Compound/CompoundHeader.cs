namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>The first 512 octets ([MS-CFB] 2.2), as far as they are needed.</summary>
internal sealed record CompoundHeader
{
    /// <summary>Octets that hold it.</summary>
    public const int Octets = 512;

    /// <summary>Sector numbers of the FAT that the header itself has room for.</summary>
    public const int OwnTableSectors = 109;

    /// <summary>2 to this are the octets of a sector.</summary>
    public required int SectorShift { get; init; }

    /// <summary>The same of the mini stream.</summary>
    public required int MiniSectorShift { get; init; }

    /// <summary>Version 3 has no more than 32 bits of size.</summary>
    public required bool HasLongSizes { get; init; }

    public required uint FirstDirectorySector { get; init; }

    public required uint FirstMiniTableSector { get; init; }

    public required uint FirstTableListSector { get; init; }

    /// <summary>The first sectors of the FAT.</summary>
    public required uint[] TableSectors { get; init; }

    /// <summary>True where fields have values that the specification forbids.</summary>
    public required bool IsOdd { get; init; }

    /// <summary>Null where the octets are no header of a compound file that any program opens.</summary>
    public static CompoundHeader? Read(ReadOnlySpan<byte> octets)
    {
        if (octets.Length < Octets || !octets.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]))
            return null;
        int shift = octets.UInt16At(30);
        int mini = octets.UInt16At(32);
        if (shift is < CompoundLimits.LeastSectorShift or > CompoundLimits.MostSectorShift || mini < 4 || mini >= shift)
            return null;
        int version = octets.UInt16At(26);
        var tables = new uint[OwnTableSectors];
        for (var index = 0; index < tables.Length; index++)
            tables[index] = octets.UInt32At(76 + (index * sizeof(uint)));
        return new CompoundHeader
        {
            SectorShift = shift,
            MiniSectorShift = mini,
            HasLongSizes = version >= 4,
            FirstDirectorySector = octets.UInt32At(48),
            FirstMiniTableSector = octets.UInt32At(60),
            FirstTableListSector = octets.UInt32At(68),
            TableSectors = tables,
            IsOdd = shift is not (9 or 12) || mini != 6 || octets.UInt16At(28) != 0xFFFE || octets.UInt32At(56) != CompoundLimits.MiniCutoff,
        };
    }
}

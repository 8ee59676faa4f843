namespace Gatepost.Extraction.Formats.Office.Compound;

/// <summary>Bounds of reading a compound file, beyond what its own length allows.</summary>
internal static class CompoundLimits
{
    /// <summary>Entries of the directory. Large installers have some 3,000 streams, documents with hundreds of objects a few thousand.</summary>
    public const int Entries = 20_000;

    /// <summary>The sector sizes that [MS-CFB] 2.2 allows are 512 and 4,096; what lies between is read, and said to be malformed.</summary>
    public const int LeastSectorShift = 9;

    /// <summary>See <see cref="LeastSectorShift"/>.</summary>
    public const int MostSectorShift = 12;

    /// <summary>Streams below this lie in the mini stream ([MS-CFB] 2.2: always 4,096, whatever the header says; programs that open such files take no other).</summary>
    public const int MiniCutoff = 4_096;

    /// <summary>A file of this many octets has its tables in about 3 MB of memory; a longer one is no mail.</summary>
    public const long Octets = 1L << 30;
}

using System.Globalization;
using System.Text;

namespace Gatepost.Extraction.Formats.Archives.Tar;

/// <summary>What headers in front say of the next one: GNU's long names, and the records of pax (POSIX.1-2001, pax Extended Header).</summary>
internal sealed record TarExtensions
{
    /// <summary>The name, a character an octet, or null.</summary>
    public string? Name { get; private init; }

    /// <summary>Where a link points, or null.</summary>
    public string? Link { get; private init; }

    /// <summary>Octets behind the header, or null.</summary>
    public long? Size { get; private init; }

    /// <summary>A map of pax sparse format 0.1, or null.</summary>
    public TarSparseMap? Map { get; private init; }

    /// <summary>True for pax sparse format 1.0, whose map stands in front of the octets.</summary>
    public bool IsSparse { get; private init; }

    /// <summary>Octets of the sparse file, spread out.</summary>
    public long SparseSize { get; private init; }

    /// <summary>With one more.</summary>
    public TarExtensions With(char kind, ReadOnlySpan<byte> octets) => kind switch
    {
        'L' => this with { Name = TarHeader.Text(octets) },
        'K' => this with { Link = TarHeader.Text(octets) },
        // Global records could only give all members one name.
        'g' => this,
        _ => WithRecords(octets),
    };

    private TarExtensions WithRecords(ReadOnlySpan<byte> octets)
    {
        var result = this;
        while (octets.IndexOf((byte)' ') is var blank and > 0
            && int.TryParse(octets[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length > blank + 1 && length <= octets.Length)
        {
            var record = octets[(blank + 1)..(length - 1)];
            if (record.IndexOf((byte)'=') is var sign and > 0)
                result = result.WithRecord(Encoding.Latin1.GetString(record[..sign]), Encoding.Latin1.GetString(record[(sign + 1)..]));
            octets = octets[length..];
        }
        return result;
    }

    private TarExtensions WithRecord(string keyword, string value) => keyword switch
    {
        "path" or "GNU.sparse.name" => this with { Name = value },
        "linkpath" => this with { Link = value },
        "size" => this with { Size = Parse(value) },
        "GNU.sparse.size" or "GNU.sparse.realsize" => this with { SparseSize = Parse(value) ?? 0 },
        "GNU.sparse.major" => this with { IsSparse = value == "1" },
        "GNU.sparse.map" => this with { Map = TarSparseMap.Parse(value.Split(','), SparseSize) },
        _ => this,
    };

    private static long? Parse(string value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

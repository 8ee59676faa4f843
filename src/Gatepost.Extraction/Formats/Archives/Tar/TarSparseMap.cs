using System.Collections.Immutable;
using System.Globalization;

namespace Gatepost.Extraction.Formats.Archives.Tar;

/// <summary>Which pieces of a sparse file are there; zeros lie between.</summary>
/// <param name="Pieces">Ascending, none within another.</param>
/// <param name="Size">Octets of the file, spread out.</param>
internal sealed record TarSparseMap(ImmutableArray<(long Offset, long Length)> Pieces, long Size)
{
    // A file with more holes is none that somebody sends.
    private const int MaxPieces = 10_000;

    /// <summary>The old format of GNU: four pieces in the header, 21 in each block behind it.</summary>
    public static TarSparseMap? ReadOld(ReadOnlySpan<byte> header, Stream content)
    {
        var pieces = ImmutableArray.CreateBuilder<(long, long)>();
        var size = TarHeader.Number(header.Slice(483, 12));
        Add(pieces, header.Slice(386, 96));
        Span<byte> block = stackalloc byte[TarHeader.BlockOctets];
        for (var goesOn = header[482] != 0; goesOn && pieces.Count < MaxPieces; goesOn = block[504] != 0)
        {
            if (content.ReadAtLeast(block, block.Length, throwOnEndOfStream: false) < block.Length)
                return null;
            Add(pieces, block[..504]);
        }
        return Check(pieces.ToImmutable(), size);
    }

    /// <summary>pax sparse format 1.0: numbers, a line each, in front of the octets, filled up to a block.</summary>
    public static TarSparseMap? ReadNew(Stream octets, long size)
    {
        if (ReadLine(octets) is not { } count || count > MaxPieces)
            return null;
        var pieces = ImmutableArray.CreateBuilder<(long, long)>((int)count);
        for (var piece = 0; piece < count; piece++)
        {
            if (ReadLine(octets) is not { } offset || ReadLine(octets) is not { } length)
                return null;
            pieces.Add((offset, length));
        }
        octets.Position = (octets.Position + TarHeader.BlockOctets - 1) / TarHeader.BlockOctets * TarHeader.BlockOctets;
        return Check(pieces.ToImmutable(), size);
    }

    /// <summary>pax sparse format 0.1: all numbers in one record.</summary>
    public static TarSparseMap? Parse(string[] numbers, long size)
    {
        var pieces = ImmutableArray.CreateBuilder<(long, long)>();
        for (var at = 0; at + 1 < numbers.Length && pieces.Count < MaxPieces; at += 2)
        {
            if (!long.TryParse(numbers[at], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                || !long.TryParse(numbers[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                return null;
            pieces.Add((offset, length));
        }
        return Check(pieces.ToImmutable(), size);
    }

    private static void Add(ImmutableArray<(long, long)>.Builder pieces, ReadOnlySpan<byte> fields)
    {
        for (; fields.Length >= 24 && fields[0] != 0; fields = fields[24..])
            pieces.Add((TarHeader.Number(fields[..12]), TarHeader.Number(fields.Slice(12, 12))));
    }

    private static TarSparseMap? Check(ImmutableArray<(long Offset, long Length)> pieces, long size)
    {
        long end = 0;
        foreach (var (offset, length) in pieces)
        {
            if (offset < end || length < 0 || length > long.MaxValue - offset)
                return null;
            end = offset + length;
        }
        return new TarSparseMap(pieces, Math.Max(size, end));
    }

    private static long? ReadLine(Stream octets)
    {
        long number = 0;
        for (var digits = 0; digits < 18; digits++)
        {
            var octet = octets.ReadByte();
            if (octet == '\n')
                return digits == 0 ? null : number;
            if (octet is < '0' or > '9')
                return null;
            number = (number * 10) + octet - '0';
        }
        return null;
    }
}

using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Archives;

/// <summary>The checksum of zip, gzip, arj, yEnc and many more (ISO 3309), eight octets at a step: at one octet a step it would cost more than unpacking.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xedb88320;
    private static readonly uint[] Table = MakeTable();

    private uint _state;

    /// <summary>Of what came so far.</summary>
    public readonly uint Value => _state;

    /// <summary>Of some octets.</summary>
    public static uint Of(ReadOnlySpan<byte> octets)
    {
        var crc = default(Crc32);
        crc.Append(octets);
        return crc.Value;
    }

    /// <summary>One step without the complements, as the keys of ZipCrypto are made.</summary>
    public static uint Step(uint crc, byte octet) => Table[(crc ^ octet) & 0xff] ^ (crc >> 8);

    public void Append(ReadOnlySpan<byte> octets)
    {
        var crc = ~_state;
        var table = Table;
        for (; octets.Length >= 8; octets = octets[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(octets) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(octets[4..]);
            crc = table[1792 + (low & 0xff)] ^ table[1536 + ((low >> 8) & 0xff)] ^ table[1280 + ((low >> 16) & 0xff)] ^ table[1024 + (low >> 24)]
                ^ table[768 + (high & 0xff)] ^ table[512 + ((high >> 8) & 0xff)] ^ table[256 + ((high >> 16) & 0xff)] ^ table[high >> 24];
        }
        foreach (var octet in octets)
            crc = Step(crc, octet);
        _state = ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (uint octet = 0; octet < 256; octet++)
        {
            var crc = octet;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (Polynomial & (0 - (crc & 1)));
            table[octet] = crc;
        }
        for (var at = 256; at < table.Length; at++)
            table[at] = table[table[at - 256] & 0xff] ^ (table[at - 256] >> 8);
        return table;
    }
}

using System.Buffers.Binary;
using System.Numerics;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>CRC-32C (RFC 3720 appendix B.4), which processors compute themselves: finds torn and damaged records, not attackers.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of some octets.</summary>
    public static uint Of(ReadOnlySpan<byte> octets) => ~Append(uint.MaxValue, octets);

    /// <summary>The checksum of two pieces as if they were one.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Append(Append(uint.MaxValue, first), second);

    private static uint Append(uint crc, ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets[sizeof(ulong)..];
        }
        foreach (var octet in octets)
            crc = BitOperations.Crc32C(crc, octet);
        return crc;
    }
}

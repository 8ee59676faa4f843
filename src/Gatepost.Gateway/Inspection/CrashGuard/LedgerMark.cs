using System.Buffers.Binary;
using System.Security.Cryptography;
using Gatepost.Gateway.Spool.Format;

namespace Gatepost.Gateway.Inspection.CrashGuard;

/// <summary>What a mark of the ledger says. A value is part of the file's format: never renumber.</summary>
internal enum LedgerMarkKind : byte
{
    /// <summary>A process begins; the id is that of its run.</summary>
    Start = 1,

    /// <summary>A content goes into inspection.</summary>
    Enter = 2,

    /// <summary>It came out.</summary>
    Leave = 3,

    /// <summary>The process ends as it should.</summary>
    Stop = 4,
}

/// <summary>
/// One fixed-size mark: CRC-32C of what follows (4, little-endian), kind (1), reserved (3), id (16), SHA-256 (32). A mark that was torn by the death
/// it is to tell of fails its checksum, and ends the reading.
/// </summary>
internal readonly record struct LedgerMark(LedgerMarkKind Kind, Guid Id, ContentHash Content)
{
    public const int Octets = 56;

    public void Write(Span<byte> octets)
    {
        octets[..Octets].Clear();
        octets[4] = (byte)Kind;
        Id.TryWriteBytes(octets[8..24], bigEndian: true, out _);
        Content.Write(octets[24..Octets]);
        BinaryPrimitives.WriteUInt32LittleEndian(octets, Crc32C.Of(octets[4..Octets]));
    }

    public static bool TryRead(ReadOnlySpan<byte> octets, out LedgerMark mark)
    {
        mark = default;
        if (octets.Length < Octets || BinaryPrimitives.ReadUInt32LittleEndian(octets) != Crc32C.Of(octets[4..Octets]))
            return false;
        mark = new LedgerMark((LedgerMarkKind)octets[4], new Guid(octets[8..24], bigEndian: true), ContentHash.Read(octets[24..Octets]));
        return Enum.IsDefined(mark.Kind);
    }
}

/// <summary>A SHA-256 as a value that costs no allocation.</summary>
internal readonly record struct ContentHash(UInt128 High, UInt128 Low)
{
    public static ContentHash Read(ReadOnlySpan<byte> octets)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(octets.Length, SHA256.HashSizeInBytes, nameof(octets));
        return new(BinaryPrimitives.ReadUInt128BigEndian(octets), BinaryPrimitives.ReadUInt128BigEndian(octets[16..]));
    }

    public void Write(Span<byte> octets)
    {
        BinaryPrimitives.WriteUInt128BigEndian(octets, High);
        BinaryPrimitives.WriteUInt128BigEndian(octets[16..], Low);
    }
}

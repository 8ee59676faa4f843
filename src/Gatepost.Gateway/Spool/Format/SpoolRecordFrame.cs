using System.Buffers.Binary;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>What a record says. A value is part of the format: never renumber.</summary>
internal enum SpoolRecordType : uint
{
    /// <summary>SHA-256 of the content (32 octets), then the <see cref="SpoolRecord"/> (JSON). Exactly one, right behind the content.</summary>
    Commit = 1,

    /// <summary>An array of <see cref="RecipientUpdate"/> (JSON).</summary>
    States = 2,

    /// <summary>Length of the first part (4, little-endian), the new <see cref="SpoolRecord"/> (JSON), an array of <see cref="RecipientUpdate"/> (JSON).</summary>
    Copies = 3,
}

/// <summary>
/// The frame of one record: length of the payload (4), type (4), CRC-32C of length, type and payload (4), all little-endian. JSON holds no
/// zero octets and the frame does, so that a frame is never mistaken for text of a payload.
/// </summary>
internal static class SpoolRecordFrame
{
    /// <summary>Octets in front of the payload.</summary>
    public const int Octets = 12;

    /// <summary>Fills the frame in front of a payload: <paramref name="record"/> holds room for the frame, then the payload.</summary>
    public static void Write(Span<byte> record, SpoolRecordType type)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, record.Length - Octets);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)type);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], Crc32C.Of(record[..8], record[Octets..]));
    }

    /// <summary>The length of the payload that a frame tells, not yet checked by the checksum.</summary>
    public static uint PayloadLength(ReadOnlySpan<byte> frame) => BinaryPrimitives.ReadUInt32LittleEndian(frame);

    /// <summary>The type that a frame tells.</summary>
    public static SpoolRecordType Type(ReadOnlySpan<byte> frame) => (SpoolRecordType)BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]);

    /// <summary>True when frame and payload are as they were written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[8..]) == Crc32C.Of(frame[..8], payload);

    /// <summary>True when some octets hold a whole record at any position: what precedes it was damaged, not torn.</summary>
    public static bool OccursIn(ReadOnlySpan<byte> octets)
    {
        for (var at = 0; at + Octets <= octets.Length; at++)
        {
            var frame = octets.Slice(at, Octets);
            var length = PayloadLength(frame);
            if (length > 0 && length <= octets.Length - at - Octets && Enum.IsDefined(Type(frame))
                && IsWhole(frame, octets.Slice(at + Octets, (int)length)))
                return true;
        }
        return false;
    }
}

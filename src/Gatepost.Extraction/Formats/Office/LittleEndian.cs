using System.Buffers.Binary;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Numbers out of structures that may be cut off or lie about where they are: what is outside is 0, so that no reader needs an exception to go on.</summary>
internal static class LittleEndian
{
    public static ushort UInt16At(this ReadOnlySpan<byte> octets, int at) => at >= 0 && at <= octets.Length - sizeof(ushort) ? BinaryPrimitives.ReadUInt16LittleEndian(octets[at..]) : (ushort)0;

    public static uint UInt32At(this ReadOnlySpan<byte> octets, int at) => at >= 0 && at <= octets.Length - sizeof(uint) ? BinaryPrimitives.ReadUInt32LittleEndian(octets[at..]) : 0;

    public static int Int32At(this ReadOnlySpan<byte> octets, int at) => unchecked((int)octets.UInt32At(at));

    public static ulong UInt64At(this ReadOnlySpan<byte> octets, int at) => at >= 0 && at <= octets.Length - sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(octets[at..]) : 0;

    public static double DoubleAt(this ReadOnlySpan<byte> octets, int at) => BitConverter.UInt64BitsToDouble(octets.UInt64At(at));

    /// <summary>What is there of a range; empty where it lies outside.</summary>
    public static ReadOnlySpan<byte> Part(this ReadOnlySpan<byte> octets, long at, long length) =>
        at < 0 || length <= 0 || at >= octets.Length ? [] : octets.Slice((int)at, (int)Math.Min(length, octets.Length - at));
}

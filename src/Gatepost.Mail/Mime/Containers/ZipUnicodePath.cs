using System.Buffers.Binary;
using System.Text;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>The second name of an entry, in UTF-8 (APPNOTE 4.6.9, Info-ZIP Unicode Path): programs that know the field show it instead of the first.</summary>
internal static class ZipUnicodePath
{
    private const int FieldId = 0x7075;
    private const int PrefixLength = 5;

    /// <summary>The name, or null where there is none, or one that was made for another first name, which is passed over by all.</summary>
    public static string? Find(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> name)
    {
        while (extra.Length >= 4)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var field = extra.Slice(4, length);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == FieldId && length > PrefixLength && field[0] == 1
                && BinaryPrimitives.ReadUInt32LittleEndian(field[1..]) == Crc32(name))
                return Encoding.UTF8.GetString(field[PrefixLength..]);
            extra = extra[(4 + length)..];
        }
        return null;
    }

    private static uint Crc32(ReadOnlySpan<byte> octets)
    {
        var crc = uint.MaxValue;
        foreach (var octet in octets)
        {
            crc ^= octet;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xedb88320 & (0 - (crc & 1)));
        }
        return ~crc;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>What the extra field of a header says (APPNOTE 4.5).</summary>
internal readonly ref struct ZipExtraFields(ReadOnlySpan<byte> extra)
{
    private const int Zip64Id = 1;
    private const int AesId = 0x9901;
    private const int UnicodePathId = 0x7075;
    private const int UnicodePathPrefix = 5;
    private const int AesLength = 7;

    private readonly ReadOnlySpan<byte> _extra = extra;

    /// <summary>Sizes and offset that do not fit 32 bits (APPNOTE 4.5.3).</summary>
    public ReadOnlySpan<byte> Zip64 => Find(Zip64Id);

    /// <summary>
    /// The second name of an entry, in UTF-8 (APPNOTE 4.6.9, Info-ZIP Unicode Path): programs that know the field show it instead of the first. Null where there is none, or one that was made for
    /// another first name, which is passed over by all.
    /// </summary>
    public string? UnicodePath(ReadOnlySpan<byte> name)
    {
        var field = Find(UnicodePathId);
        return field.Length > UnicodePathPrefix && field[0] == 1 && BinaryPrimitives.ReadUInt32LittleEndian(field[1..]) == Crc32.Of(name)
            ? Encoding.UTF8.GetString(field[UnicodePathPrefix..])
            : null;
    }

    /// <summary>WinZip's AES, and the method that is behind it.</summary>
    public ZipAesField? Aes(out ushort method)
    {
        method = 0;
        var field = Find(AesId);
        if (field.Length < AesLength || field[4] is 0 or > 3)
            return null;
        method = BinaryPrimitives.ReadUInt16LittleEndian(field[5..]);
        return new ZipAesField(field[4], BinaryPrimitives.ReadUInt16LittleEndian(field) == 1);
    }

    /// <summary>A value of 32 bits, or the next of the zip64 field where it says so.</summary>
    public static long Widen(uint value, ref ReadOnlySpan<byte> wide)
    {
        if (value != uint.MaxValue || wide.Length < 8)
            return value;
        var widened = BinaryPrimitives.ReadInt64LittleEndian(wide);
        wide = wide[8..];
        // No message is that long: a value beyond it stays what it was and fails where it is used.
        return widened < 0 ? value : widened;
    }

    private ReadOnlySpan<byte> Find(int id)
    {
        for (var extra = _extra; extra.Length >= 4;)
        {
            var length = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == id)
                return extra.Slice(4, length);
            extra = extra[(4 + length)..];
        }
        return default;
    }
}

using System.Text;
using Gatepost.Extraction.Formats.Office;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>A property within an attribute.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Type">Of its value.</param>
/// <param name="At">Where the octets of the value lie.</param>
/// <param name="Length">How many.</param>
internal readonly record struct TnefProperty(int Id, int Type, long At, long Length)
{
    public bool IsString => Type is MapiProperty.NarrowString or MapiProperty.WideString;

    public string ToText(Stream content, int codePage, int maxOctets)
    {
        var octets = content.ReadAt(At, (int)Math.Min(Length, maxOctets));
        var encoding = Type == MapiProperty.WideString ? Encoding.Unicode : Charset.Find($"cp{codePage}") ?? Encoding.Latin1;
        return encoding.GetString(octets).TrimEnd('\0');
    }
}

/// <summary>Walks the list of properties in an attribute ([MS-OXTNEF] 2.1.3.4): numbers, names for some, and values filled up to four octets.</summary>
internal static class TnefProperties
{
    // Outlook writes about 100.
    private const int Properties = 2_048;
    private const int Values = 1_024;
    private const int MultipleValues = 0x1000;
    private const int FirstNamed = 0x8000;

    public static IEnumerable<TnefProperty> Read(Stream content, long at, long length)
    {
        var end = Math.Min(content.Length, at + length);
        var count = Math.Min(UInt32(content, at), Properties);
        at += sizeof(uint);
        for (var index = 0; index < count && at + 4 <= end; index++)
        {
            var tag = UInt32(content, at);
            var type = (int)(tag & 0x0FFF);
            var id = (int)(tag >> 16);
            at += sizeof(uint);
            if (id >= FirstNamed)
                at = SkipName(content, at);
            var isVariable = type is MapiProperty.NarrowString or MapiProperty.WideString or MapiProperty.Binary or MapiProperty.Object;
            var isMultiple = (tag & MultipleValues) != 0;
            var values = isVariable || isMultiple ? Math.Min(UInt32(content, at), Values) : 1;
            at += isVariable || isMultiple ? sizeof(uint) : 0;
            for (var value = 0; value < values && at < end; value++)
            {
                long size = isVariable ? UInt32(content, at) : FixedSize(type);
                at += isVariable ? sizeof(uint) : 0;
                yield return new TnefProperty(id, type, at, Math.Min(size, end - at));
                at += (size + 3) & ~3L;
            }
        }
    }

    private static int FixedSize(int type) => type switch
    {
        // Double, currency, time of applications, 64 bits, time.
        0x0005 or 0x0006 or 0x0007 or 0x0014 or 0x0040 => 8,
        0x0048 => 16,
        _ => 4,
    };

    /// <summary>A namespace, and a number or a word in it.</summary>
    private static long SkipName(Stream content, long at)
    {
        var kind = UInt32(content, at + 16);
        var value = UInt32(content, at + 20);
        return at + 24 + (kind == 0 ? 0 : (value + 3L) & ~3L);
    }

    private static uint UInt32(Stream content, long at) => ((ReadOnlySpan<byte>)content.ReadAt(at, sizeof(uint))).UInt32At(0);
}

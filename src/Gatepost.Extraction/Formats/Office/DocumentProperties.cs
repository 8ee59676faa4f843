using System.Text;
using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>The property sets of a document ([MS-OLEPS]): title, author, keywords, company.</summary>
internal static class DocumentProperties
{
    // Property sets are small; a thumbnail in one may have some 100 KB.
    private const int SetOctets = 1_048_576;
    // Sets of Office have about 30, of one's own some dozens.
    private const int Properties = 256;
    private const int ValueOctets = 65_536;
    private const int CodePageProperty = 1;
    private const int NarrowString = 0x1E;
    private const int WideString = 0x1F;

    public static void Read(CompoundFile file, FormatOutput output)
    {
        if (file.Root is not { } root)
            return;
        var words = new StringBuilder();
        foreach (var name in (ReadOnlySpan<string>)["\u0005SummaryInformation", "\u0005DocumentSummaryInformation"])
        {
            if (file.FindStream(root, name) is not { } entry)
                continue;
            using var stream = file.OpenStream(entry);
            ReadOnlySpan<byte> set = stream.ReadUpTo(SetOctets);
            // A second section holds the properties of one's own.
            for (var section = 0; section < Math.Min(set.UInt32At(24), 2); section++)
                ReadSection(set, set.UInt32At(44 + (section * 20)), words);
        }
        output.Text(words.ToString(), TextKind.Property);
    }

    private static void ReadSection(ReadOnlySpan<byte> set, uint begin, StringBuilder words)
    {
        var section = set.Part(begin, set.Length);
        var count = Math.Min(section.UInt32At(4), Properties);
        var codePage = 1252;
        for (var index = 0; index < count; index++)
        {
            if (section.UInt32At(8 + (index * 8)) == CodePageProperty)
                codePage = section.UInt16At((int)Math.Min(int.MaxValue - 8, section.UInt32At(12 + (index * 8))) + 4);
        }
        for (var index = 0; index < count; index++)
        {
            var value = section.Part(section.UInt32At(12 + (index * 8)), ValueOctets);
            if (ReadString(value, codePage) is { Length: > 0 } text)
                words.Append(text).Append('\n');
        }
    }

    private static string? ReadString(ReadOnlySpan<byte> value, int codePage)
    {
        var type = value.UInt32At(0);
        var count = value.UInt32At(4);
        return type switch
        {
            NarrowString when codePage == 1200 => Encoding.Unicode.GetString(value.Part(8, count)).TrimEnd('\0'),
            NarrowString => (Charset.Find($"cp{codePage}") ?? Encoding.Latin1).GetString(value.Part(8, count)).TrimEnd('\0'),
            WideString => Encoding.Unicode.GetString(value.Part(8, count * 2L)).TrimEnd('\0'),
            _ => null,
        };
    }
}

using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Fonts.</summary>
internal static class FontTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Font);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("truetype", "TrueType font", "ttf dfont", "font/ttf application/x-font-ttf font/sfnt", Mark.Start("00 01 00 00", HasTables), Mark.Start("'true'", HasTables)),
        Table.Binary("opentype", "OpenType font", "otf", "font/otf application/vnd.ms-opentype application/x-font-otf", Mark.Start("'OTTO'", HasTables)),
        Table.Binary("font-collection", "font collection", "ttc otc", "font/collection", Mark.Start("'ttcf' 00 01 00 00"), Mark.Start("'ttcf' 00 02 00 00")),
        Table.Binary("woff", "web font", "woff", "font/woff application/font-woff", Mark.Start("'wOFF'", content => content.Big32(8) == content.Length)),
        Table.Binary("woff2", "web font, version 2", "woff2", "font/woff2", Mark.Start("'wOF2'", content => content.Big32(8) == content.Length)),
        Table.Binary("embedded-opentype", "embedded font", "eot", "application/vnd.ms-fontobject", Mark.At(34, "'LP'", content => content.Little32(0) == content.Length)),
        Table.Binary("type-1", "PostScript font", "pfb pfa pfm", "application/x-font-type1", Mark.Start("80 01 ?? ?? ?? ?? '%!PS-AdobeFont'"), Mark.Start("'%!PS-AdobeFont'"), Mark.Start("80 01 ?? ?? ?? ?? '%!FontType1'"), Mark.Start("'%!FontType1'")),
        Table.Binary("pcf", "X bitmap font", "pcf", "application/x-font-pcf", Mark.Start("01 'fcp'")),
        Table.Binary("bdf", "bitmap font", "bdf", "application/x-font-bdf", Mark.Start("'STARTFONT 2'")),
    ];

    /// <summary>The table directory: a few tables, whose names are printable.</summary>
    private static bool HasTables(FileContent content) =>
        content.Big16(4) is > 0 and < 128 && content.Head.Length >= 28 && content.Head.Slice(12, 4).IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0;
}

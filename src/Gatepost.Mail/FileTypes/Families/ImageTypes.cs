using System.Buffers;
using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Pictures.</summary>
internal static class ImageTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Image);

    private static readonly SearchValues<byte> NetpbmPlain = SearchValues.Create("P0123456789 \t\r\n#"u8);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("png", "PNG picture", "png apng", "image/png image/x-png", Mark.Start("89 'PNG' 0d 0a 1a 0a")),
        Table.Binary("mng", "MNG animation", "mng jng", "video/x-mng image/x-jng", Mark.Start("8a 'MNG' 0d 0a 1a 0a"), Mark.Start("8b 'JNG' 0d 0a 1a 0a")),
        Table.Binary("jpeg", "JPEG picture", "jpg jpeg jpe jfif jif", "image/jpeg image/jpg image/pjpeg", Mark.Start("ff d8 ff")),
        Table.Binary("gif", "GIF picture", "gif", "image/gif", Mark.Start("'GIF87a'"), Mark.Start("'GIF89a'")),
        Table.Binary("bmp", "BMP picture", "bmp dib", "image/bmp image/x-bmp image/x-ms-bmp image/x-windows-bmp", Mark.Start("'BM'", content => content.Little32(14) is 12 or 16 or 40 or 52 or 56 or 64 or 108 or 124 && content.Little32(10) is > 0 and < 65_536)),
        Table.Binary("tiff", "TIFF picture", "tif tiff", "image/tiff", Mark.Start("'II' 2a 00", content => content.Little32(4) >= 8), Mark.Start("'MM' 00 2a", content => content.Big32(4) >= 8), Mark.Start("'II' 2b 00 08 00"), Mark.Start("'MM' 00 2b 00 08")),
        Table.Binary("webp", "WebP picture", "webp", "image/webp", Mark.Start("'RIFF' ?? ?? ?? ?? 'WEBP'")),
        Table.Binary("icon", "icon", "ico", "image/x-icon image/vnd.microsoft.icon", Mark.Start("00 00 01 00", IsIcon)),
        Table.Binary("cursor", "mouse pointer", "cur", "image/x-win-bitmap", Mark.Start("00 00 02 00", IsIcon)),
        Table.Binary("animated-cursor", "animated mouse pointer", "ani", "application/x-navi-animation", Mark.Start("'RIFF' ?? ?? ?? ?? 'ACON'")),
        Table.Binary("icns", "Apple icon", "icns", "image/icns image/x-icns", Mark.Start("'icns'", content => content.Big32(4) == content.Length)),
        Table.Binary("psd", "Photoshop picture", "psd psb", "image/vnd.adobe.photoshop application/x-photoshop", Mark.Start("'8BPS' 00 01"), Mark.Start("'8BPS' 00 02")),
        Table.Binary("xcf", "GIMP picture", "xcf", "image/x-xcf", Mark.Start("'gimp xcf '")),
        Table.Binary("heif", "HEIF picture", "heic heif hif heics", "image/heic image/heif image/heic-sequence", Mark.At(4, "'ftyp'", IsHeif)),
        Table.Binary("avif", "AVIF picture", "avif avifs", "image/avif", Mark.At(4, "'ftypavif'"), Mark.At(4, "'ftypavis'")),
        Table.Binary("jpeg-2000", "JPEG 2000 picture", "jp2 j2k jpf jpx jpm j2c jpc", "image/jp2 image/jpx image/jpm", Mark.Start("00 00 00 0c 'jP  ' 0d 0a 87 0a"), Mark.Start("ff 4f ff 51 00")),
        Table.Binary("jpeg-xl", "JPEG XL picture", "jxl", "image/jxl", Mark.Start("00 00 00 0c 'JXL ' 0d 0a 87 0a"), Mark.Start("ff 0a", content => content.Length > 16 && content.First(64).IndexOfAnyInRange((byte)0, (byte)8) >= 0)),
        Table.Binary("jpeg-xr", "JPEG XR picture", "jxr wdp hdp", "image/jxr image/vnd.ms-photo", Mark.Start("'II' bc 01"), Mark.Start("'II' bc 00")),
        Table.Binary("emf", "Windows enhanced metafile", "emf", "image/emf image/x-emf", Mark.Start("01 00 00 00", content => content.HasAt(40, " EMF"u8))),
        Table.Binary("wmf", "Windows metafile", "wmf", "image/wmf image/x-wmf application/x-msmetafile", Mark.Start("d7 cd c6 9a"), Mark.Start("01 00 09 00 00 03"), Mark.Start("02 00 09 00 00 03"), Mark.Start("01 00 09 00 00 01")),
        Table.Binary("pcx", "PCX picture", "pcx", "image/x-pcx image/vnd.zbrush.pcx", Mark.Start("0a", content => content.Octet(1) is 0 or 2 or 3 or 4 or 5 && content.Octet(2) == 1 && content.Octet(3) is 1 or 2 or 4 or 8 && content.Octet(64) == 0 && content.Length > 128)),
        Table.Binary("tga", "Targa picture", "tga icb vda vst", "image/x-tga image/x-targa", Mark.FromEnd(18, "'TRUEVISION-XFILE.' 00")),
        Table.Binary("openexr", "OpenEXR picture", "exr", "image/x-exr image/aces", Mark.Start("'v/1' 01", content => content.Octet(4) is 1 or 2)),
        Table.Binary("radiance", "Radiance picture", "hdr rgbe pic", "image/vnd.radiance", Mark.Start("'#?RADIANCE' 0a"), Mark.Start("'#?RGBE' 0a")),
        Table.Binary("dds", "DirectDraw surface", "dds", "image/vnd.ms-dds image/x-dds", Mark.Start("'DDS ' 7c 00 00 00")),
        Table.Binary("qoi", "QOI picture", "qoi", "image/qoi", Mark.Start("'qoif'", content => content.Octet(12) is 3 or 4 && content.Octet(13) is 0 or 1)),
        Table.Binary("bpg", "BPG picture", "bpg", "image/bpg", Mark.Start("'BPG' fb")),
        Table.Binary("flif", "FLIF picture", "flif", "image/flif", Mark.Start("'FLIF'", content => content.Octet(4) is >= 0x31 and <= 0x6f && content.Octet(5) is (byte)'0' or (byte)'1' or (byte)'2')),
        Table.Binary("netpbm", "Netpbm picture", "pbm pgm ppm pnm pam", "image/x-portable-bitmap image/x-portable-graymap image/x-portable-pixmap image/x-portable-anymap", Mark.Start("'P'", IsNetpbm)),
        Table.Binary("sgi", "SGI picture", "sgi rgb rgba bw", "image/sgi image/x-sgi", Mark.Start("01 da", content => content.Octet(2) is 0 or 1 && content.Octet(3) is 1 or 2 && content.Big16(4) is >= 1 and <= 3)),
        Table.Binary("sun-raster", "Sun raster picture", "ras sun", "image/x-sun-raster image/x-cmu-raster", Mark.Start("59 a6 6a 95")),
        Table.Binary("dpx", "DPX film picture", "dpx cin", "image/x-dpx image/x-cineon", Mark.Start("'SDPX'", content => content.Length > 1_024), Mark.Start("'XPDS'", content => content.Length > 1_024), Mark.Start("80 2a 5f d7")),
        Table.Binary("jbig2", "JBIG2 picture", "jb2 jbig2", "image/x-jbig2", Mark.Start("97 'JB2' 0d 0a 1a 0a")),
        Table.Binary("dicom", "medical picture", "dcm dicom dic", "application/dicom", Mark.At(128, "'DICM'")),
        Table.Binary("fits", "astronomical picture", "fits fit fts", "image/fits application/fits", Mark.Start("'SIMPLE  =                    T'")),
        Table.Binary("raw-photo", "raw photo of a camera", "cr2 cr3 raf orf rw2 crw mrw x3f", "image/x-canon-cr2 image/x-canon-cr3 image/x-fuji-raf image/x-olympus-orf image/x-panasonic-rw2",
            Mark.Start("'II' 2a 00 10 00 00 00 'CR' 02"), Mark.At(4, "'ftypcrx '"), Mark.Start("'FUJIFILMCCD-RAW '"), Mark.Start("'IIRO' 08 00"), Mark.Start("'IIU' 00 08 00 00 00"), Mark.Start("'II' 1a 00 00 00 'HEAPCCDR'"), Mark.Start("00 'MRM' 00"), Mark.Start("'FOVb'")),
        Table.Text("svg", "SVG picture", "svg svgz", "image/svg+xml", "<", text => text.IsElement("svg")),
        Table.Text("xpm", "X pixmap", "xpm", "image/x-xpixmap image/x-xpm", "/s", text => text.FirstLine().Begins("/* XPM */")),
        Table.Text("xbm", "X bitmap", "xbm", "image/x-xbitmap image/x-xbm", "#", text => text.Begins("#define ") && text.FirstLine().Has("_width ") && text.HasLines(1, "static ")),
    ];

    /// <summary>[MS-ICO]: a count, and the first entry: no reserved bits, octets that lie in the file.</summary>
    private static bool IsIcon(FileContent content) =>
        content.Little16(4) is > 0 and <= 256 && content.Octet(9) == 0 && content.Little32(14) is > 20 && content.Little32(18) is >= 22 and < 65_536 && content.Little32(18) < content.Length;

    private static bool IsNetpbm(FileContent content) =>
        content.Octet(1) is >= (byte)'1' and <= (byte)'7' && content.Octet(2) is (byte)'\n' or (byte)' ' or (byte)'\r' or (byte)'\t' && content.Octet(3) is (byte)'#' or (byte)'W' or (>= (byte)'0' and <= (byte)'9')
        && (content.Octet(1) >= (byte)'4' || content.First(64).IndexOfAnyExcept(NetpbmPlain) < 0);

    /// <summary>ISO/IEC 23008-12: the major brand says which file of the family it is.</summary>
    private static bool IsHeif(FileContent content) => content.Big32(8) is 0x68656963 or 0x68656978 or 0x68657663 or 0x6865696d or 0x68656973 or 0x6d696631 or 0x6d736631;
}

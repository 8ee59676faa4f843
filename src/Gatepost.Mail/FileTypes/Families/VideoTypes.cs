using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Moving pictures.</summary>
internal static class VideoTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Video);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("mp4", "MPEG-4 video", "mp4 m4v f4v mp4v m4s", "video/mp4 video/x-m4v application/mp4", Mark.At(4, "'ftyp'", content => content.Big32(0) is >= 8 and < 4_096 && IsOtherBrand(content))),
        Table.Binary("quicktime", "QuickTime video", "mov qt", "video/quicktime", Mark.At(4, "'ftypqt  '"), Mark.At(4, "'moov'", IsAtom), Mark.At(4, "'mdat'", IsAtom), Mark.At(4, "'wide'", content => content.HasAt(12, "mdat"u8)), Mark.At(4, "'pnot'", content => content.Big32(0) == 20)),
        Table.Binary("3gp", "3GPP video", "3gp 3g2 3gpp", "video/3gpp video/3gpp2 audio/3gpp", Mark.At(4, "'ftyp3g'")),
        Table.Binary("avi", "AVI video", "avi", "video/x-msvideo video/avi video/msvideo", Mark.Start("'RIFF' ?? ?? ?? ?? 'AVI '")),
        Table.Binary("matroska", "Matroska video", "mkv mka mks", "video/x-matroska audio/x-matroska", Mark.Start("1a 45 df a3", content => content.First(128).IndexOf("webm"u8) < 0)),
        Table.Binary("webm", "WebM video", "webm weba", "video/webm audio/webm", Mark.Start("1a 45 df a3", content => content.First(128).IndexOf("webm"u8) >= 0)),
        Table.Binary("ogv", "Ogg video", "ogv ogg ogx", "video/ogg application/ogg", Mark.Start("'OggS' 00", content => content.First(512).IndexOf("theora"u8) >= 0)),
        Table.Binary("flv", "Flash video", "flv", "video/x-flv video/flv", Mark.Start("'FLV' 01", content => content.Big32(5) == 9)),
        Table.Binary("asf", "Windows Media", "wmv wma asf", "video/x-ms-wmv audio/x-ms-wma video/x-ms-asf application/vnd.ms-asf", Mark.Start("30 26 b2 75 8e 66 cf 11 a6 d9 00 aa 00 62 ce 6c")),
        Table.Binary("mpeg-program-stream", "MPEG video", "mpg mpeg vob dat", "video/mpeg", Mark.Start("00 00 01 ba"), Mark.Start("00 00 01 b3", content => content.Length > 64)),
        Table.Binary("mpeg-transport-stream", "MPEG transport stream", "ts m2ts mts", "video/mp2t",
            Mark.Start("47", content => IsTransport(content, 0, 188)), Mark.At(4, "47", content => IsTransport(content, 4, 192))),
        Table.Binary("realmedia", "RealMedia", "rm rmvb", "application/vnd.rn-realmedia", Mark.Start("'.RMF' 00 00")),
        Table.Binary("mxf", "MXF video", "mxf", "application/mxf", Mark.Start("06 0e 2b 34 02 05 01 01 0d 01 02 01 01")),
        Table.Binary("ivf", "VP8 or AV1 stream", "ivf", "video/x-ivf", Mark.Start("'DKIF' 00 00 20 00")),
        Table.Binary("dv", "DV video", "dv dif", "video/x-dv", Mark.Start("1f 07 00", content => content.Octet(80) == 0x3f)),
        Table.Binary("bink", "Bink video", "bik bk2", "video/vnd.radgamettools.bink", Mark.Start("'BIK'", content => content.Octet(3) is >= (byte)'a' and <= (byte)'k'), Mark.Start("'KB2'", content => content.Octet(3) is >= (byte)'a' and <= (byte)'n')),
        Table.Binary("smacker", "Smacker video", "smk", "video/vnd.radgamettools.smacker", Mark.Start("'SMK2'"), Mark.Start("'SMK4'")),
        Table.Binary("yuv4mpeg", "uncompressed video", "y4m", "video/x-yuv4mpeg", Mark.Start("'YUV4MPEG2 '")),
        Table.Binary("nsv", "Nullsoft video", "nsv", "video/x-nsv", Mark.Start("'NSVf'")),
        Table.Binary("wtv", "recorded television", "wtv dvr-ms", "video/x-ms-wtv", Mark.Start("b7 d8 00 20 37 49 da 11 a6 4e 00 07 e9 5e ad 8d")),
        Table.Text("subtitles", "subtitles", "srt vtt ssa ass sub", "application/x-subrip text/vtt", "1w[{", text =>
            (text.FirstLine() is "1" && text.Has(" --> ")) || text.FirstLine() is "WEBVTT" || text.Begins("WEBVTT ") || (text.HasSection("Script Info") && text.Has("ScriptType:"))),
    ];

    /// <summary>The brands that other entries know by more than these octets.</summary>
    private static bool IsOtherBrand(FileContent content) => content.Octet(8) is >= 0x20 and < 0x7f && content.Octet(11) is >= 0x20 and < 0x7f;

    private static bool IsAtom(FileContent content) => content.Big32(0) is 1 or >= 8 && content.Big32(0) <= content.Length;

    /// <summary>ISO/IEC 13818-1: each packet begins with 47; in between stand octets that no text has.</summary>
    private static bool IsTransport(FileContent content, int start, int packet) =>
        content.Octet(start + packet) == 0x47 && content.Octet(start + (2 * packet)) == 0x47 && content.Octet(start + (3 * packet)) == 0x47 && content.First(packet).IndexOfAnyInRange((byte)0, (byte)8) >= 0;
}

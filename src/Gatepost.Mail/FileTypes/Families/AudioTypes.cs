using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Sound.</summary>
internal static class AudioTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Audio);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("mp3", "MP3 sound", "mp3 mp2 mpga", "audio/mpeg audio/mp3 audio/x-mp3 audio/x-mpeg", Mark.Start("'ID3'", content => content.Octet(3) is >= 2 and <= 4 && content.Octet(6) < 0x80), Mark.Start("ff", IsMpegFrame)),
        Table.Binary("aac", "AAC sound", "aac adts", "audio/aac audio/aacp", Mark.Start("ff", content => (content.Octet(1) & 0xf6) == 0xf0 && IsAdts(content)), Mark.Start("'ADIF'")),
        Table.Binary("wav", "WAV sound", "wav wave", "audio/wav audio/x-wav audio/wave audio/vnd.wave", Mark.Start("'RIFF' ?? ?? ?? ?? 'WAVE'"), Mark.Start("'RF64' ?? ?? ?? ?? 'WAVE'")),
        Table.Binary("flac", "FLAC sound", "flac", "audio/flac audio/x-flac", Mark.Start("'fLaC' 00 00 00 22"), Mark.Start("'fLaC' 80 00 00 22")),
        Table.Binary("ogg", "Ogg sound", "ogg oga opus spx", "audio/ogg audio/opus application/ogg audio/vorbis", Mark.Start("'OggS' 00", content => !HasVideo(content))),
        Table.Binary("midi", "MIDI music", "mid midi kar rmi", "audio/midi audio/x-midi audio/mid", Mark.Start("'MThd' 00 00 00 06"), Mark.Start("'RIFF' ?? ?? ?? ?? 'RMID'")),
        Table.Binary("aiff", "AIFF sound", "aif aiff aifc", "audio/aiff audio/x-aiff", Mark.Start("'FORM' ?? ?? ?? ?? 'AIFF'"), Mark.Start("'FORM' ?? ?? ?? ?? 'AIFC'")),
        Table.Binary("au", "Sun sound", "au snd", "audio/basic", Mark.Start("'.snd' 00 00")),
        Table.Binary("amr", "AMR speech", "amr awb", "audio/amr audio/amr-wb audio/3gpp", Mark.Start("'#!AMR'")),
        Table.Binary("m4a", "MPEG-4 sound", "m4a m4b m4p m4r", "audio/mp4 audio/x-m4a audio/m4a", Mark.At(4, "'ftypM4A'"), Mark.At(4, "'ftypM4B'"), Mark.At(4, "'ftypM4P'")),
        Table.Binary("caf", "Apple Core Audio", "caf", "audio/x-caf", Mark.Start("'caff' 00 01 00")),
        Table.Binary("monkeys-audio", "Monkey's Audio", "ape", "audio/ape audio/x-ape", Mark.Start("'MAC '", content => content.Little16(4) is >= 3_000 and < 5_000)),
        Table.Binary("wavpack", "WavPack sound", "wv", "audio/wavpack audio/x-wavpack", Mark.Start("'wvpk'", content => content.Octet(9) == 4)),
        Table.Binary("musepack", "Musepack sound", "mpc", "audio/x-musepack", Mark.Start("'MPCKSH'"), Mark.Start("'MP+' 07")),
        Table.Binary("true-audio", "True Audio", "tta", "audio/x-tta", Mark.Start("'TTA1' 01 00")),
        Table.Binary("ac3", "Dolby Digital sound", "ac3", "audio/ac3", Mark.Start("0b 77", content => (content.Octet(4) & 0xc0) < 0xc0 && (content.Octet(4) & 0x3f) < 38 && content.Octet(5) >> 3 is 6 or 8 && content.Length > 128)),
        Table.Binary("dts", "DTS sound", "dts", "audio/vnd.dts", Mark.Start("7f fe 80 01"), Mark.Start("fe 7f 01 80")),
        Table.Binary("dsf", "DSD sound", "dsf dff", "audio/x-dsf audio/x-dff", Mark.Start("'DSD ' 1c 00 00 00"), Mark.Start("'FRM8' ?? ?? ?? ?? ?? ?? ?? ?? 'DSD '")),
        Table.Binary("voc", "Creative Voice sound", "voc", "audio/x-voc", Mark.Start("'Creative Voice File' 1a")),
        Table.Binary("realaudio", "RealAudio", "ra", "audio/x-realaudio audio/vnd.rn-realaudio", Mark.Start("'.ra' fd 00")),
        Table.Binary("tracker-module", "tracker music", "mod xm it s3m", "audio/x-mod audio/xm audio/x-it audio/x-s3m",
            Mark.Start("'Extended Module: '"), Mark.Start("'IMPM'"), Mark.At(44, "'SCRM'"), Mark.At(1_080, "'M.K.'"), Mark.At(1_080, "'M!K!'"), Mark.At(1_080, "'FLT4'"), Mark.At(1_080, "'8CHN'")),
        Table.Binary("soundfont", "sound font", "sf2 sf3", "audio/x-soundfont", Mark.Start("'RIFF' ?? ?? ?? ?? 'sfbk'")),
        Table.Binary("qcp", "QCP speech", "qcp", "audio/qcelp", Mark.Start("'RIFF' ?? ?? ?? ?? 'QLCM'")),
        Table.Text("playlist", "playlist", "m3u m3u8 pls xspf asx wpl", "audio/x-mpegurl audio/mpegurl application/vnd.apple.mpegurl audio/x-scpls application/xspf+xml", "#[<", text =>
            text.FirstLine() is "#EXTM3U" || text.Begins("#EXTM3U ") || (text.HasSection("playlist") && text.HasLines(1, "File1=")) || text.IsElement("playlist") || text.IsElement("asx") || text.IsElement("smil-playlist")),
    ];

    /// <summary>ISO/IEC 11172-3 section 2.4.1.3: two headers of frames, the second where the first one says: one alone is met by chance.</summary>
    private static bool IsMpegFrame(FileContent content)
    {
        var length = MpegFrame.Length(content.Head);
        return length > 0 && content.Head.Length > length + 4 && MpegFrame.Length(content.Head[length..]) > 0;
    }

    /// <summary>ISO/IEC 13818-7: the same for ADTS, whose header holds its length.</summary>
    private static bool IsAdts(FileContent content)
    {
        var length = ((content.Octet(3) & 3) << 11) | (content.Octet(4) << 3) | (content.Octet(5) >> 5);
        return length > 7 && content.Octet(length) == 0xff && (content.Octet(length + 1) & 0xf6) == 0xf0;
    }

    private static bool HasVideo(FileContent content) => content.First(512).IndexOf("theora"u8) >= 0;
}

using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>Holds files, or packs one.</summary>
internal static class ArchiveTypes
{
    private static readonly FamilyTable Table = new(FileFamily.Archive);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("zip", "zip archive", "zip zipx cbz kmz", "application/zip application/x-zip-compressed application/x-zip", Mark.Start("'PK' 03 04"), Mark.Start("'PK' 05 06"), Mark.Start("'PK' 07 08"), Mark.Start("'PK00PK' 03 04")),
        Table.Binary("gzip", "gzip", "gz tgz svgz emz wmz adz taz cpgz", "application/gzip application/x-gzip application/x-compressed-tar application/gzip-compressed", Mark.Start("1f 8b", content => content.Octet(2) == 8 || content.Length < 3), Mark.Start("1f 9e")),
        Table.Binary("bzip2", "bzip2", "bz2 tbz2 tbz bz", "application/x-bzip2 application/bzip2 application/x-bzip", Mark.Start("'BZh'", content => content.Octet(3) is >= (byte)'1' and <= (byte)'9' && (content.HasAt(4, "1AY&SY"u8) || content.HasAt(4, [0x17, 0x72, 0x45, 0x38, 0x50, 0x90])))),
        Table.Binary("xz", "xz", "xz txz", "application/x-xz", Mark.Start("fd '7zXZ' 00")),
        Table.Binary("lzma", "LZMA", "lzma tlz", "application/x-lzma", Mark.Start("5d 00 00", IsLzma)),
        Table.Binary("zstd", "Zstandard", "zst tzst", "application/zstd application/x-zstd", Mark.Start("28 b5 2f fd"), Mark.Start("37 a4 30 ec")),
        Table.Binary("lz4", "LZ4", "lz4", "application/x-lz4", Mark.Start("04 22 4d 18"), Mark.Start("02 21 4c 18")),
        Table.Binary("lzip", "lzip", "lz tlz", "application/lzip application/x-lzip", Mark.Start("'LZIP' 01")),
        Table.Binary("lzop", "lzop", "lzo tzo", "application/x-lzop", Mark.Start("89 'LZO' 00 0d 0a 1a 0a")),
        Table.Binary("snappy", "framed Snappy", "sz", "application/x-snappy-framed", Mark.Start("ff 06 00 00 'sNaPpY'")),
        Table.Binary("lrzip", "lrzip", "lrz", "application/x-lrzip", Mark.Start("'LRZI' 00")),
        Table.Binary("rzip", "rzip", "rz", "application/x-rzip", Mark.Start("'RZIP' 02")),
        Table.Binary("compress", "Unix compress", "z taz", "application/x-compress", Mark.Start("1f 9d", content => (content.Octet(2) & 0x1f) is >= 9 and <= 16), Mark.Start("1f 1e"), Mark.Start("1f a0")),
        Table.Binary("seven-zip", "7-Zip archive", "7z cb7", "application/x-7z-compressed", Mark.Start("'7z' bc af 27 1c")),
        Table.Binary("rar", "RAR archive, version 4", "rar cbr rev", "application/vnd.rar application/x-rar-compressed application/x-rar", Mark.Start("'Rar!' 1a 07 00"), Mark.Start("'RE~^'")),
        Table.Binary("rar5", "RAR archive, version 5", "rar cbr rev", "application/vnd.rar application/x-rar-compressed application/x-rar", Mark.Start("'Rar!' 1a 07 01 00")),
        Table.Binary("tar", "tar archive", "tar gem ova", "application/x-tar application/tar", Mark.At(257, "'ustar'", content => content.Octet(262) is 0 or (byte)' '), Mark.At(100, "30", TarHeader.IsOld), Mark.At(100, "20", TarHeader.IsOld)),
        Table.Binary("cab", "Windows cabinet", "cab msu", "application/vnd.ms-cab-compressed application/x-cab", Mark.Start("'MSCF' 00 00 00 00")),
        Table.Binary("installshield-cab", "InstallShield cabinet", "cab hdr", "", Mark.Start("'ISc('", content => content.Octet(7) is 0x01 or 0x02 or 0x04)),
        Table.Binary("lha", "LHA archive", "lzh lha lzs", "application/x-lzh-compressed application/x-lha application/x-lzh", Mark.At(2, "'-lh' ?? '-'"), Mark.At(2, "'-lz' ?? '-'", content => content.Octet(5) is (byte)'4' or (byte)'5' or (byte)'s'), Mark.At(2, "'-pm' ?? '-'", content => content.Octet(5) is (byte)'0' or (byte)'1' or (byte)'2')),
        Table.Binary("arj", "ARJ archive", "arj", "application/x-arj application/arj", Mark.Start("60 ea", content => content.Little16(2) is > 0 and <= 2_600 && content.Octet(4) is >= 30 and <= 60 && content.Octet(10) == 2)),
        Table.Binary("arc", "ARC archive", "arc ark", "application/x-arc", Mark.Start("1a", content => content.Octet(1) is >= 1 and <= 9 && IsDosName(content) && content.Little32(15) > 0 && content.Little32(15) < content.Length)),
        Table.Binary("ace", "ACE archive", "ace", "application/x-ace-compressed application/x-ace", Mark.At(7, "'**ACE**'")),
        Table.Binary("zoo", "Zoo archive", "zoo", "application/x-zoo", Mark.At(20, "dc a7 c4 fd")),
        Table.Binary("alz", "ALZip archive", "alz", "application/x-alz", Mark.Start("'ALZ' 01 0a 00")),
        Table.Binary("egg", "EGG archive", "egg", "application/x-egg", Mark.Start("'EGGA' 00 01")),
        Table.Binary("stuffit", "StuffIt archive", "sit sitx sea", "application/x-stuffit application/x-stuffitx", Mark.Start("'SIT!'", content => content.HasAt(10, "rLau"u8)), Mark.Start("'StuffIt (c)'"), Mark.Start("'StuffIt!'"), Mark.Start("'StuffIt?'")),
        Table.Binary("cpio", "cpio archive", "cpio", "application/x-cpio", Mark.Start("'070701'"), Mark.Start("'070702'"), Mark.Start("'070707'"), Mark.Start("c7 71", content => content.Little16(20) is > 1 and < 4_096 && content.Length > 26), Mark.Start("71 c7", content => content.Big16(20) is > 1 and < 4_096 && content.Length > 26)),
        Table.Binary("ar", "Unix library archive", "a ar lib", "application/x-archive application/x-unix-archive", Mark.Start("'!<arch>' 0a"), Mark.Start("'!<thin>' 0a")),
        Table.Binary("xar", "XAR archive", "xar pkg", "application/x-xar", Mark.Start("'xar!' 00 1c")),
        Table.Binary("szdd", "Microsoft compressed file", "ex_ dl_ sy_ in_", "application/x-ms-compress-szdd", Mark.Start("'SZDD' 88 f0 27 33"), Mark.Start("'SZ ' 88 f0 27 33 d1")),
        Table.Binary("kwaj", "Microsoft compressed file", "ex_ dl_", "application/x-ms-compress-kwaj", Mark.Start("'KWAJ' 88 f0 27 d1")),
        Table.Binary("freearc", "FreeArc archive", "arc", "application/x-freearc", Mark.Start("'ArC' 01 00")),
        Table.Binary("zpaq", "ZPAQ archive", "zpaq", "application/x-zpaq", Mark.Start("'7kSt' a0 31 83 d3 8c b2 28 b0 d3"), Mark.Start("'zPQ' 01 01"), Mark.Start("'zPQ' 02 01")),
        Table.Binary("pack200", "packed Java archive", "pack", "application/x-java-pack200", Mark.Start("ca fe d0 0d 07 00"), Mark.Start("ca fe d0 0d 01"), Mark.Start("ca fe d0 0d 00")),
        Table.Binary("applesingle", "AppleSingle or AppleDouble", "as ad", "application/applefile multipart/appledouble", Mark.Start("00 05 16 00 00 02 00 00"), Mark.Start("00 05 16 07 00 02 00 00")),
        Table.Binary("par2", "PAR2 recovery file", "par2", "application/x-par2", Mark.Start("'PAR2' 00 'PKT'")),
        Table.Text("binhex", "BinHex", "hqx", "application/mac-binhex40 application/mac-binhex", "(", text => text.Begins("(This file must be converted with BinHex")),
        Table.Text("uuencode", "uuencoded file", "uu uue", "text/x-uuencode application/x-uuencode", "b", text =>
            text.FirstLine() is var line && (line.Begins("begin ") || line.Begins("begin-base64 ")) && line[(line.IndexOf(' ') + 1)..] is { Length: > 4 } mode && mode[..3].IndexOfAnyExceptInRange('0', '7') < 0 && (mode[3] == ' ' || (mode[3] is >= '0' and <= '7' && mode[4] == ' '))),
        Table.Text("yenc", "yEnc file", "yenc ync", "application/x-yencode", "=", text => text.Begins("=ybegin ") && text.FirstLine().Has(" size=") && text.FirstLine().Has(" name="))
            // What is encoded holds every octet but four: mostly it is no text.
            with { Marks = [Mark.Start("'=ybegin '", HasYencFields)] },
    ];

    private static bool HasYencFields(FileContent content)
    {
        var line = content.Head.IndexOf((byte)'\n') is var end and >= 0 ? content.Head[..end] : content.Head;
        return line.IndexOf(" size="u8) >= 0 && line.IndexOf(" name="u8) >= 0;
    }

    /// <summary>The format has no mark: the usual properties, a dictionary of a power of two (or 2^n + 2^(n-1)), a size that is unknown or sane, and 0 as the first octet of the stream.</summary>
    private static bool IsLzma(FileContent content)
    {
        var dictionary = content.Little32(1);
        var bits = long.PopCount(dictionary);
        var isUnknown = content.Little32(5) == uint.MaxValue && content.Little32(9) == uint.MaxValue;
        return bits is 1 or 2 && (isUnknown || content.Little32(9) is >= 0 and < 256) && content.Octet(13) == 0 && content.Length > 14;
    }

    /// <summary>Thirteen octets: letters, and zeros to the end.</summary>
    private static bool IsDosName(FileContent content)
    {
        if (content.Head.Length < 29)
            return false;
        var name = content.Head.Slice(2, 13);
        var end = name.IndexOf((byte)0);
        return end > 0 && name[..end].IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
    }
}

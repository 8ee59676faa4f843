using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Gatepost.Mail.Text;

/// <summary>
/// Decodes octets by the name of a charset. Encodings are asked for at their provider, so nothing is registered for the whole process. A name that is not known, or that
/// the octets contradict (<c>us-ascii</c> with 8-bit text), is treated as undeclared. Invalid Unicode is U+FFFD.
/// </summary>
public static class Charset
{
    /// <summary>UTF-7 (RFC 2152) of mail; pages of the web have it no more.</summary>
    internal const int Utf7 = 65000;

    private static readonly EncodingProvider CodePages = CodePagesEncodingProvider.Instance;

    // What mail programs mean by a name, where it is not what the name says: mostly the superset that the sender really used (WHATWG Encoding, section 4.2).
    private static readonly FrozenDictionary<string, int> Meant = new Dictionary<string, int>
    {
        ["utf8"] = 65001, ["utf-8"] = 65001, ["unicode-1-1-utf-8"] = 65001, ["utf-8-sig"] = 65001, ["cp65001"] = 65001,
        ["utf-16"] = 1200, ["utf-16le"] = 1200, ["utf-16be"] = 1201, ["utf-32"] = 12000, ["utf-32le"] = 12000, ["utf-32be"] = 12001,
        ["iso-8859-1"] = 1252, ["iso8859-1"] = 1252, ["iso_8859-1"] = 1252, ["latin1"] = 1252, ["latin-1"] = 1252, ["l1"] = 1252,
        ["iso-8859-9"] = 1254, ["iso-8859-11"] = 874, ["tis-620"] = 874, ["iso-8859-8-i"] = 38598,
        ["gb2312"] = 54936, ["gbk"] = 54936, ["gb_2312-80"] = 54936, ["x-gbk"] = 54936, ["gb18030"] = 54936, ["cp936"] = 54936,
        ["big5-hkscs"] = 950, ["cp950"] = 950, ["ks_c_5601-1987"] = 949, ["ksc5601"] = 949, ["euc-kr"] = 949, ["cp949"] = 949, ["uhc"] = 949,
        ["windows-31j"] = 932, ["cp932"] = 932, ["ms932"] = 932, ["sjis"] = 932, ["shift-jis"] = 932, ["x-sjis"] = 932,
        ["hz"] = 52936, ["hz-gb-2312"] = 52936, ["johab"] = 1361, ["ks_c_5601"] = 949, ["euc_kr"] = 949, ["shift_jis"] = 932, ["big5"] = 950, ["euc_jp"] = 51932, ["iso-2022-kr"] = 50225,
        ["utf-7"] = Utf7, ["unicode-1-1-utf-7"] = Utf7, ["csunicode11utf7"] = Utf7, ["x-unicode-2-0-utf-7"] = Utf7, ["unicode-2-0-utf-7"] = Utf7, ["utf7"] = Utf7,
        ["iso-2022-jp"] = 50221, ["iso-2022-jp-ms"] = 50221, ["cp50220"] = 50221, ["cp50221"] = 50221,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Decodes by a declared name; null, an unknown name, plain ASCII names, and one that the octets contradict are detected as <see cref="DecodeUndeclared"/> does.</summary>
    public static string Decode(ReadOnlySpan<byte> octets, string? charset) =>
        Find(charset) is { } encoding && !IsContradicted(octets, encoding) ? encoding.GetString(octets) : DecodeUndeclared(octets);

    /// <summary>Decodes text that says nothing of its charset: a byte order mark, ISO-2022-JP escapes, UTF-8, then what fits best.</summary>
    public static string DecodeUndeclared(ReadOnlySpan<byte> octets) => Detect(octets).GetString(octets);

    /// <summary>
    /// The same for a line of a header or the name of a file. Those are never UTF-16, whatever they begin with: what other programs show as ASCII would become letters of no writing.
    /// </summary>
    public static string DecodeUndeclaredLine(ReadOnlySpan<byte> octets) => DetectLine(octets).GetString(octets);

    /// <summary>The encoding of undeclared text. Linear.</summary>
    public static Encoding Detect(ReadOnlySpan<byte> octets)
    {
        // The blanks and line ends of UTF-16 hold NUL in any writing; a mark in front of ASCII text would hide it.
        if (octets is [0xff, 0xfe, ..] or [0xfe, 0xff, ..] && octets.Contains((byte)0))
            return octets[0] == 0xff ? Encoding.Unicode : Encoding.BigEndianUnicode;
        return WideGuess.Find(octets) ?? DetectLine(octets);
    }

    /// <summary>UTF-8 of which more is broken than whole, as programs write that were told the wrong name; UTF-16 and UTF-32 without a single NUL.</summary>
    private static bool IsContradicted(ReadOnlySpan<byte> octets, Encoding encoding) => encoding.CodePage switch
    {
        65001 => !System.Text.Unicode.Utf8.IsValid(octets) && WideGuess.IsMostlyBroken(octets),
        1200 or 1201 or 12000 or 12001 => octets.Length > 2 && !octets.Contains((byte)0) && Ascii.IsValid(octets),
        _ => false,
    };

    private static Encoding DetectLine(ReadOnlySpan<byte> octets)
    {
        if (Ascii.IsValid(octets))
            return !octets.Contains((byte)0x1b) ? Encoding.UTF8 : CharsetGuess.IsJapanese(octets) ? FromCodePage(50221)! : CharsetGuess.IsKorean(octets) ? FromCodePage(50225)! : Encoding.UTF8;
        return System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8 : FromCodePage(CharsetGuess.CodePage(octets)) ?? Encoding.Latin1;
    }

    /// <summary>The encoding of a name, or null where the name is unknown or says only ASCII, which 8-bit text contradicts.</summary>
    public static Encoding? Find(string? charset)
    {
        // The longest name in the registry has 45 characters; a longer one is an attack on somebody's table.
        if (string.IsNullOrEmpty(charset) || charset.Length > 64)
            return null;
        var name = charset.Trim().Trim('"', '\'');
        if (name.Equals("us-ascii", StringComparison.OrdinalIgnoreCase) || name.Equals("ascii", StringComparison.OrdinalIgnoreCase))
            return null;
        if (Meant.TryGetValue(name, out var codePage))
            return FromCodePage(codePage);
        return CodePages.GetEncoding(name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback) ?? FromNumberedName(name);
    }

    internal static Encoding? FromCodePage(int codePage) => codePage switch
    {
        65001 => Encoding.UTF8,
        // Not to be written, for what filters see of it is not what is shown. That is why it must be read: mail programs show a message that declares it.
#pragma warning disable SYSLIB0001
        Utf7 => new UTF7Encoding(),
#pragma warning restore SYSLIB0001
        1200 => Encoding.Unicode,
        1201 => Encoding.BigEndianUnicode,
        12000 => Encoding.UTF32,
        12001 => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
        _ => CodePages.GetEncoding(codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback),
    };

    /// <summary><c>cp1251</c>, <c>ibm437</c>, <c>windows-1251</c>, <c>x-cp1250</c>.</summary>
    private static Encoding? FromNumberedName(string name)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["x-cp", "cp", "ibm", "windows-", "win-", "ms"])
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && ushort.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
                return FromCodePage(number);
        }
        return null;
    }
}

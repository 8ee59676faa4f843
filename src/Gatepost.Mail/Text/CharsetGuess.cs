using System.Buffers;

namespace Gatepost.Mail.Text;

/// <summary>Which code page undeclared 8-bit text that is no UTF-8 is in. A guess for people to read and words to be found; nothing is refused over it.</summary>
internal static class CharsetGuess
{
    // Enough letters to tell; the cost of a guess stays the same for a subject and for a megabyte.
    private const int SampleOctets = 2_048;
    private const int Western = LatinGuess.Western;

    // The characters that make up some four tenths of everyday text of each writing; kana need no list. Octets of one code page read as another give plausible characters, but rare ones.
    private const string Simplified = "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日意无力与长把机公此已工使情明性知全关点正业外将两高间由问很最重并物手应向文体政相见利等产或新制身果加月话合回特代内信表化给世位次度门任常先通教原提立及员解名真处义各入口认条平系气题活更别打变总何电数安少报结受目太量再感建务做接必场件计管期市直资命金指许统区保至形社便空展科司基书非则达光放即思完设式色路记品住告类求据程边该交规取望术领共确传观清今院让识带导争运您请账户款付单邮箱订货价";
    private const string Traditional = "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心本前開但因只從想實日意無力與長把機公此已工使情明性知全關點正業外將兩高間由問很最重並物手應向文體政相見利等產或新制身果加月話合回特代內信表化給世位次度門任常先通教原提立及員解名真處義各入口認條平系氣題活更別打變總何電數安少報結受目太量再感建務做接必場件計管期市直資命金指許統區保至形社便空展科司基書非則達光放即思完設式色路記品住告類求據程邊該交規取望術領共確傳觀清今院讓識帶導爭運您請賬戶款付單郵箱訂貨價";
    private const string Korean = "이다의는에을가하를고로한은도지기사들으자서그인시리나대정어장과보수해아여전스일원부만제구상국위라주있것등습니까안내및청결문메송확요오되면게세합신발번호공유무료금비동성소선용경관조진계트드";
    private const string Japanese = "日本人年大会国中出事者生上行一自分社地場同業発者方新目見部定回的高月動前全後対法民主内今通体関力理物最現性作長連化開田不度合明公員政法合来市学間入時金以信用手気";

    private static readonly (int CodePage, SearchValues<char> Common)[] EastAsian =
    [
        (932, SearchValues.Create(Japanese)), (51932, SearchValues.Create(Japanese)), (54936, SearchValues.Create(Simplified)), (950, SearchValues.Create(Traditional)),
        (949, SearchValues.Create(Korean)),
    ];
    private static readonly int[] Cyrillic = [1251, 20866, 866, 28595];

    /// <summary>ISO-2022-JP: it shifts to Japanese and, at its end, back (RFC 1468). Where it does not, what follows the escape is ASCII to every other program.</summary>
    public static bool IsJapanese(ReadOnlySpan<byte> octets) =>
        (octets.IndexOf("\u001b$B"u8) >= 0 || octets.IndexOf("\u001b$@"u8) >= 0 || octets.IndexOf("\u001b(I"u8) >= 0)
        && octets[(octets.LastIndexOf((byte)0x1b) + 1)..] is [(byte)'(', (byte)'B' or (byte)'J', ..];

    /// <summary>ISO-2022-KR: its designator stands at the beginning of a line, and it shifts out to Korean and in again (RFC 1557).</summary>
    public static bool IsKorean(ReadOnlySpan<byte> octets) =>
        octets.IndexOf("\u001b$)C"u8) >= 0 && octets.Contains((byte)0x0e) && octets.LastIndexOf((byte)0x0f) > octets.LastIndexOf((byte)0x0e);

    public static int CodePage(ReadOnlySpan<byte> octets)
    {
        var sample = octets[..Math.Min(octets.Length, SampleOctets)];
        var eightBit = 0;
        var letters = 0;
        foreach (var octet in sample)
        {
            eightBit += octet >= 0x80 ? 1 : 0;
            letters += char.IsAsciiLetter((char)octet) ? 1 : 0;
        }
        // Accented letters are rare in Western text; a text of them alone is another script.
        if (eightBit * 2 < letters || eightBit < 4)
            return LatinGuess.CodePage(sample);
        var (best, score) = (Western, 0.0);
        foreach (var (codePage, common) in EastAsian)
            Keep(ref best, ref score, codePage, EastAsianScore(Decode(sample, codePage), common));
        // Of an East Asian text half of the characters are common ones, of a wrong guess hardly any.
        if (score > 0.45)
            return best;
        foreach (var codePage in Cyrillic)
            Keep(ref best, ref score, codePage, CyrillicScore(Decode(sample, codePage)));
        var cyrillic = score > 0.6 && !IsEastAsian(best) ? best : 0;
        if (ScriptGuess.CodePage(sample, cyrillic) is { } other)
            return other;
        return score > 0.6 ? best : score > 0.35 && IsEastAsian(best) ? best : LatinGuess.CodePage(sample);
    }

    private static string Decode(ReadOnlySpan<byte> sample, int codePage) => Charset.FromCodePage(codePage)!.GetString(sample);

    private static void Keep(ref int best, ref double score, int codePage, double value)
    {
        if (value > score)
            (best, score) = (codePage, value);
    }

    private static bool IsEastAsian(int codePage) => Array.Exists(EastAsian, one => one.CodePage == codePage);

    /// <summary>Common characters count whole, others of the writing a little, anything odd against.</summary>
    private static double EastAsianScore(string text, SearchValues<char> common)
    {
        double good = 0, all = 0;
        foreach (var character in text)
        {
            if (character < 0x80)
                continue;
            all++;
            good += character switch
            {
                >= '\u3041' and <= '\u30fe' => 1.0,
                >= '\u3000' and <= '\u303f' or >= '\uff01' and <= '\uff5e' => 0.5,
                >= '\u4e00' and <= '\u9fa5' or >= '\uac00' and <= '\ud7a3' => common.Contains(character) ? 1.0 : 0.2,
                _ => -1.0,
            };
        }
        return all < 2 ? 0 : good / all;
    }

    /// <summary>The share of small letters: the code pages of Russian mirror each other's case, and people write in small letters.</summary>
    private static double CyrillicScore(string text)
    {
        double good = 0, all = 0;
        var inWord = false;
        foreach (var character in text)
        {
            var isLetter = character is >= '\u0410' and <= '\u044f' or '\u0401' or '\u0451';
            if (character >= 0x80)
            {
                all++;
                good += !isLetter ? -1.0 : character is >= '\u0430' and <= '\u044f' ? 1.0 : inWord ? 0.3 : 0.9;
            }
            inWord = isLetter;
        }
        return all < 2 ? 0 : good / all;
    }
}

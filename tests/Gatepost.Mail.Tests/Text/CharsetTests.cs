using System.Text;
using Gatepost.Mail.Text;
using Gatepost.Testing.Messages;

namespace Gatepost.Mail.Tests.Text;

public sealed class CharsetTests
{
    private const string Chinese = "请您尽快登录您的账户，确认付款信息，否则我们将关闭您的邮箱。";
    private const string Taiwanese = "請您盡快登入您的賬戶，確認付款資訊，否則我們將關閉您的郵箱。這是最後的通知。";
    private const string Japanese = "お客様のアカウントを確認してください。詳しくはこちらをご覧ください。";
    private const string Korean = "고객님의 계정 정보를 확인하시기 바랍니다. 감사합니다.";
    private const string Russian = "Уважаемый клиент, подтвердите данные вашей учётной записи до завтра.";
    private const string Greek = "Αγαπητέ πελάτη, επιβεβαιώστε τα στοιχεία του λογαριασμού σας μέχρι αύριο.";
    private const string Hebrew = "לקוח יקר, אנא אשר את פרטי החשבון שלך עד מחר.";
    private const string Arabic = "عزيزي العميل، يرجى تأكيد بيانات حسابك قبل الغد.";
    private const string Thai = "เรียนลูกค้า กรุณายืนยันข้อมูลบัญชีของคุณภายในวันพรุ่งนี้";
    private const string Polish = "Szanowny Kliencie, proszę potwierdzić dane swojego konta, które wygaśnie jutro. Dziękujemy, łączymy się.";
    private const string Czech = "Vážený zákazníku, potvrďte prosím údaje svého účtu, který zítra vyprší. Děkujeme, přejeme hezký den.";
    private const string Hungarian = "Tisztelt Ügyfelünk, kérjük, erősítse meg a fiókja adatait, különben törlődnek a jövő héten űrlapjai.";
    private const string Turkish = "Sayın müşterimiz, lütfen hesap bilgilerinizi doğrulayınız; aksi hâlde yarın kapatılacaktır. Teşekkürler.";
    private const string German = "Sehr geehrter Kunde, bitte bestätigen Sie die Angaben für Ihr Konto. Schöne Grüße";
    private const string French = "Cher client, veuillez confirmer les données de votre compte à l'échéance prévue, ça ira très vite.";

    [Theory]
    [InlineData(Chinese, 54936)]
    [InlineData(Taiwanese, 950)]
    [InlineData(Japanese, 932)]
    [InlineData(Japanese, 51932)]
    [InlineData(Japanese, 50221)]
    [InlineData(Korean, 949)]
    [InlineData(Russian, 1251)]
    [InlineData(Russian, 20866)]
    [InlineData(Russian, 866)]
    [InlineData(Russian, 28595)]
    [InlineData(Greek, 1253)]
    [InlineData(Hebrew, 1255)]
    [InlineData(Arabic, 1256)]
    [InlineData(Thai, 874)]
    [InlineData(Polish, 1250)]
    [InlineData(Czech, 1250)]
    [InlineData(Hungarian, 1250)]
    [InlineData(Turkish, 1254)]
    [InlineData(German, 1252)]
    [InlineData(French, 1252)]
    [InlineData(German, 65001)]
    [InlineData(German, 1200)]
    [InlineData(German, 1201)]
    [InlineData(German, 12000)]
    [InlineData(German, 12001)]
    public void Undeclared_text_is_read(string text, int codePage)
    {
        var octets = Charset.FromCodePage(codePage)!.GetBytes(text);
        Assert.Equal(text, Charset.DecodeUndeclared(octets));
        // A wrong name does not make it unreadable.
        Assert.Equal(text, Charset.Decode(octets, "us-ascii"));
        if (codePage is not (1200 or 1201 or 12000 or 12001 or 50221))
            Assert.Equal(text, Charset.Decode(octets, "utf-8"));
    }

    [Theory]
    [InlineData("utf-16", "plain words")]
    [InlineData("utf-32be", "plain words")]
    [InlineData("utf-8", "a caf\u00e9")]
    public void A_name_that_the_octets_contradict_does_not_count(string name, string text) => Assert.Equal(text, Charset.Decode(Encoding.Latin1.GetBytes(text), name));

    [Fact]
    public void A_broken_letter_in_good_utf_8_stays_one()
    {
        byte[] octets = [.. Encoding.UTF8.GetBytes("Grüße und schöne Tage"), 0xff];
        Assert.Equal("Grüße und schöne Tage\ufffd", Charset.Decode(octets, "utf-8"));
    }

    [Fact]
    public void Nul_strewn_into_text_makes_no_wide_text_of_it()
    {
        var octets = Encoding.ASCII.GetBytes("p\0ay the in\0voice here no\0w and no\0t later\0");
        Assert.Contains("voice here", Charset.DecodeUndeclared(octets), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("utf-7")]
    [InlineData("UNICODE-1-1-UTF-7")]
    [InlineData("cp65000")]
    public void Utf_7_is_read_where_mail_declares_it(string name)
    {
        Assert.Equal("Frösche & \"<a href=x>\" + 日本語", Charset.Decode("Fr+APY-sche +ACYAIA-+ACIAPA-a href=x+AD4AIg +- +ZeVnLIqe-"u8, name));
        Assert.Equal("Die Frösche", HeaderText.Decode("=?utf-7?Q?Die_Fr+APY-sche?="u8));
        Assert.Equal("1+APY-2", Charset.DecodeUndeclared("1+APY-2"u8));
    }

    [Theory]
    [InlineData("+")]
    [InlineData("+AP")]
    [InlineData("+APY")]
    [InlineData("+2AA-")]
    [InlineData("+!")]
    [InlineData("\u00ff+\u00ff-\u00ff")]
    public void Broken_utf_7_is_read_as_far_as_it_goes(string text) =>
        Assert.EndsWith("tail", Charset.Decode(Encoding.Latin1.GetBytes($"head {text} tail"), "utf-7"), StringComparison.Ordinal);

    [Fact]
    public void A_page_is_never_utf_7_as_no_browser_reads_it_so() =>
        Assert.Null(HtmlCharset.Find("<meta charset=utf-7><p>+ADw-script+AD4-"u8));

    /// <summary>The pairs of a well-known set: each file in its encoding, and the same in UTF-8.</summary>
    [Fact]
    public void The_public_pairs_are_decoded_by_name()
    {
        // JIS X 0213, the characters of Hong Kong, and Korean syllables that are put together of four letters are in no code page of the platform; of Johab it has the syllables, but not every sign.
        string[] unknown = ["euc_jisx0213", "shift_jisx0213", "big5hkscs", "euc_kr", "johab"];
        var files = CorpusArchive.Files("charset_cpython_cjk").ToDictionary(file => Path.GetFileNameWithoutExtension(file.Name), file => file.Octets, StringComparer.Ordinal);
        var wrong = new List<string>();
        foreach (var (name, octets) in files.Where(file => files.ContainsKey(file.Key + "-utf8")))
        {
            var expected = Encoding.UTF8.GetString(files[name + "-utf8"]);
            var actual = Charset.Decode(octets, name.Replace("iso2022", "iso-2022", StringComparison.Ordinal).Replace('_', '-'));
            if (actual == expected)
                continue;
            wrong.Add(name);
            if (name == "johab")
                Assert.InRange(expected.Zip(actual).Count(pair => pair.First != pair.Second), 1, expected.Length / 20);
        }
        Assert.Equal(30, files.Count);
        Assert.Equal(unknown.Order(StringComparer.Ordinal), wrong.Order(StringComparer.Ordinal));
    }
}

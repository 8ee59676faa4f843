using Gatepost.Mail.Text.Languages;

namespace Gatepost.Mail.Tests.Text.Languages;

public sealed class LanguageDetectorTests
{
    [Theory]
    [InlineData("Please find attached the invoice for the services that we provided to you in March.", "en")]
    [InlineData("Bitte finden Sie anbei die Rechnung für die Leistungen, die wir im März für Sie erbracht haben.", "de")]
    [InlineData("Veuillez trouver ci-joint la facture pour les services que nous avons fournis en mars.", "fr")]
    [InlineData("Adjunto encontrará la factura de los servicios que le prestamos en el mes de marzo.", "es")]
    [InlineData("In allegato la fattura per i servizi che abbiamo fornito nel mese di marzo, come da accordi con lei.", "it")]
    [InlineData("Em anexo segue a fatura dos serviços que prestamos em março, como foi combinado com você.", "pt")]
    [InlineData("In de bijlage vindt u de factuur voor de diensten die wij in maart aan u hebben geleverd.", "nl")]
    [InlineData("Bifogat hittar du fakturan för de tjänster som vi har utfört åt dig i mars och som är klara.", "sv")]
    [InlineData("Vedhæftet finder du fakturaen for de ydelser, som vi har udført for dig, hvis du vil se den.", "da")]
    [InlineData("Liitteenä on lasku palveluista, jotka ovat valmiit, mutta sinun ei tarvitse maksaa niin kuin ennen.", "fi")]
    [InlineData("W załączniku przesyłamy fakturę za usługi, które zostały wykonane dla Państwa w marcu i są już opłacone.", "pl")]
    [InlineData("V příloze zasíláme fakturu za služby, které jsme pro vás provedli v březnu a jsou již hotové.", "cs")]
    [InlineData("Csatoltan küldjük a számlát, hogy ön is lássa, és kérjük, hogy ezt minden nap ne felejtse el.", "hu")]
    [InlineData("Atașat găsiți factura pentru serviciile pe care le-am prestat în luna martie și care sunt plătite.", "ro")]
    [InlineData("Mart ayında sizin için yaptığımız hizmetlerin faturası ektedir ve bu bir hatırlatma değil, lütfen ödeyin.", "tr")]
    [InlineData("Terlampir faktur untuk layanan yang telah kami berikan kepada anda pada bulan Maret dan ini adalah yang terakhir.", "id")]
    [InlineData("Đính kèm là hóa đơn cho các dịch vụ mà chúng tôi đã cung cấp cho bạn trong tháng này.", "vi")]
    [InlineData("В приложении счёт за услуги, которые мы оказали вам в марте.", "ru")]
    [InlineData("У вкладенні рахунок за послуги, які ми надали вам у березні.", "uk")]
    [InlineData("Приложена е фактурата за услугите, които сме извършили през март във връзка с договора.", "bg")]
    [InlineData("У прилогу је рачун за услуге које смо вам пружили у марту.", "sr")]
    [InlineData("Επισυνάπτεται το τιμολόγιο για τις υπηρεσίες του Μαρτίου.", "el")]
    [InlineData("附件是三月份的服务发票，请查收。", "zh")]
    [InlineData("三月分のサービスの請求書を添付いたします。", "ja")]
    [InlineData("3월 서비스 청구서를 첨부합니다.", "ko")]
    [InlineData("مرفق فاتورة الخدمات التي قدمناها لكم في شهر مارس.", "ar")]
    [InlineData("پیوست، فاکتور خدماتی که در ماه مارس ارائه کرده‌ایم.", "fa")]
    [InlineData("מצורפת החשבונית עבור השירותים שסיפקנו במרץ.", "he")]
    [InlineData("แนบใบแจ้งหนี้สำหรับบริการในเดือนมีนาคม", "th")]
    [InlineData("मार्च में प्रदान की गई सेवाओं का चालान संलग्न है।", "hi")]
    [InlineData("请登录 https://www.example.com/account/login 查看您的账户信息，谢谢。", "zh")]
    public void A_sentence_tells(string text, string expected) => Assert.Equal(expected, LanguageDetector.Detect(text));

    [Theory]
    [InlineData("")]
    [InlineData("12345 !!! --- 2026-11-24")]
    [InlineData("ok")]
    [InlineData("Lorem ipsum dolor sit amet consectetur adipiscing elit")]
    [InlineData("QWERTY ZXCV ASDF HJKL POIU MNBV")]
    [InlineData("http://a.example/x/y/z?q=1")]
    public void What_tells_too_little_has_none(string text) => Assert.Null(LanguageDetector.Detect(text));

    [Fact]
    public void There_are_at_least_twenty() =>
        Assert.True(LanguageDetector.Known.Distinct().Count() == LanguageDetector.Known.Length && LanguageDetector.Known.Length >= 20 && StopWords.Languages.Length <= 31, $"{StopWords.Languages.Length} by words; a bit each in 32");

    [Fact]
    public void Nothing_makes_it_fail()
    {
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
            LanguageDetector.Detect(string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(0x10000))));
    }
}

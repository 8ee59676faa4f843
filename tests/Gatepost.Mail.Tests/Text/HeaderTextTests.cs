using System.Text;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Mail.Tests.Text;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße")]
    [InlineData("=?UTF-8?B?5L2g5aW9?= =?UTF-8?B?5LiW55WM?=", "你好世界")]
    [InlineData("=?utf-8?Q?a_b?= c =?utf-8?Q?d?=", "a b c d")]
    [InlineData("=?utf-8*de?Q?Gru=C3=9F?=", "Gruß")]
    [InlineData("=?utf-8?B?5L0=?= =?utf-8?B?oA==?=", "你")]
    [InlineData("=?utf-8?Q?=E4=BD?= =?utf-8?Q?=A0?=", "你")]
    [InlineData("\"=?utf-8?Q?quoted?=\" <a@b>", "\"quoted\" <a@b>")]
    [InlineData("=?utf-8?Q?glued?==?utf-8?Q?words?=", "gluedwords")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本")]
    [InlineData("=?gb2312?B?xOO6ww==?=", "你好")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?windows-1251?Q?=CF=F0=E8=E2=E5=F2?=", "Привет")]
    [InlineData("=?cp932?B?k/qWew==?=", "日本")]
    [InlineData("=?euc-kr?B?x9Gx2w==?=", "한글")]
    [InlineData("=?iso-8859-15?Q?=A4?=", "€")]
    [InlineData("=?no-such-charset?Q?caf=E9?=", "café")]
    [InlineData("=?utf-8?X?unknown?=", "=?utf-8?X?unknown?=")]
    [InlineData("=?utf-8?Q?never ends", "=?utf-8?Q?never ends")]
    [InlineData("=?=?=?=?", "=?=?=?=?")]
    [InlineData("2 + 2 =? 4", "2 + 2 =? 4")]
    [InlineData("plain", "plain")]
    public void Encoded_words_are_read_as_mail_programs_read_them(string raw, string expected) => Assert.Equal(expected, Value(Encoding.ASCII.GetBytes(raw)));

    [Theory]
    [InlineData(65001, "Grüße aus Köln")]
    [InlineData(1252, "Grüße aus Köln")]
    [InlineData(1251, "Привет, как дела сегодня")]
    [InlineData(20866, "Привет, как дела сегодня")]
    [InlineData(932, "お支払いのお知らせについて")]
    [InlineData(51932, "お支払いのお知らせについて")]
    [InlineData(50221, "お支払いのお知らせ")]
    [InlineData(54936, "关于您的付款通知和发票")]
    [InlineData(950, "關於您的付款通知和發票")]
    [InlineData(949, "결제 안내 및 청구서 발송")]
    public void Undeclared_text_is_detected(int codePage, string text)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        Assert.Equal(text, Value(encoding.GetBytes(text)));
    }

    [Theory]
    [InlineData("\u00ff\u00fewire transfer")]
    [InlineData("\u00fe\u00ffwire transfer")]
    [InlineData("\u001b$B wire transfer")]
    [InlineData("=?x-unknown?B?//53aXJlIHRyYW5zZmVy?=")]
    public void No_mark_hides_what_is_shown_as_ascii(string raw) => Assert.EndsWith("wire transfer", Value(Encoding.Latin1.GetBytes(raw)), StringComparison.Ordinal);

    [Theory]
    [InlineData("\u00ff\u00fewire transfer\r\n", "wire transfer")]
    [InlineData("\u00ff\u00few\0i\0r\0e\0\r\0\n\0", "wire")]
    public void A_text_is_utf_16_only_where_it_can_be(string raw, string expected)
    {
        byte[] octets = [.. "Content-Type: text/plain\r\n\r\n"u8, .. Encoding.Latin1.GetBytes(raw)];
        var text = MessageTextReader.Read(MessagePartReader.Read(new MemoryContent(octets), new ReadingLimits(), default), new TextLimits(), default).Texts.Single().Text;
        Assert.EndsWith(expected, text.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_octets_become_replacement_characters_and_never_an_error()
    {
        var random = new Random(5);
        for (var round = 0; round < 2_000; round++)
        {
            var octets = new byte[random.Next(200)];
            random.NextBytes(octets);
            var value = Value(octets);
            Assert.Equal(value, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value)));
        }
    }

    private static string Value(byte[] raw) => HeaderScanner.Scan((byte[])[.. "Subject: "u8, .. raw.Where(octet => octet is not ((byte)'\r' or (byte)'\n')), .. "\r\n\r\n"u8]).Fields[0].Value;
}

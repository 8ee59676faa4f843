using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Links;

/// <summary>Every carrier that is read in this process.</summary>
public sealed class CarrierTests
{
    [Theory]
    [InlineData("<div style=\"background:url('http://a.example/x.png')\">", "css http://a.example/x.png")]
    [InlineData("<div style=\"background:u&#114;l(http://a.example/x)\">", "css http://a.example/x")]
    [InlineData("<div style='background:url(\\68ttp://a.example/x)'>", "css http://a.example/x")]
    [InlineData("<div style='a:url( \"//a.example/1\" );b:url(http://a.example/2)'>", "css //a.example/1|css http://a.example/2")]
    [InlineData("<style>@import \"http://a.example/a.css\"; @import url(http://b.example/b.css);</style>", "css http://a.example/a.css|css http://b.example/b.css")]
    [InlineData("<style>@font-face{src:url(http://a.example/f.woff2) format('woff2')}</style>", "css http://a.example/f.woff2")]
    [InlineData("<base href=http://a.example/d/><style>b{background:url(x.png)}</style>", "css http://a.example/d/x.png")]
    [InlineData("<!--[if mso]><v:rect fill=t><v:fill type=frame src=http://a.example/bg.png /></v:rect><![endif]-->", "html http://a.example/bg.png")]
    [InlineData("<v:roundrect href='http://a.example/btn'>x</v:roundrect>", "html http://a.example/btn")]
    [InlineData("<v:imagedata o:href='http://a.example/i.png'/>", "html http://a.example/i.png")]
    [InlineData("<object data=http://a.example/o><param name=movie value=http://a.example/m.swf></object>", "html http://a.example/o|html http://a.example/m.swf")]
    [InlineData("<button formaction=http://a.example/f>", "html http://a.example/f")]
    [InlineData("<link rel=stylesheet href=http://a.example/s.css>", "html http://a.example/s.css")]
    [InlineData("<video poster=http://a.example/p src=http://a.example/v>", "html http://a.example/p|html http://a.example/v")]
    [InlineData("<img srcset='http://a.example/1.png 1x, http://a.example/2.png 2x'>", "html http://a.example/1.png|html http://a.example/2.png")]
    [InlineData("<a href='HTTP://a.example'>x</a><map><area href=http://b.example></map>", "html HTTP://a.example|html http://b.example")]
    public void Html(string html, string expected) => Assert.Equal(expected, Links("text/html", html));

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"><a xlink:href=\"http://a.example/\"><text>x</text></a></svg>", "svg http://a.example/")]
    [InlineData("<svg><image href='http://a.example/i.png'/><style>rect{fill:url(http://a.example/f)}</style></svg>", "svg http://a.example/i.png|css http://a.example/f")]
    public void Svg(string svg, string expected) => Assert.Equal(expected, Links("image/svg+xml", svg));

    [Theory]
    [InlineData("URL:http://a.example/meet", "ics http://a.example/meet")]
    [InlineData("URL;VALUE=URI:http://a.exam\r\n ple/me\r\n\tet", "ics http://a.example/meet")]
    [InlineData("ATTACH;FMTTYPE=application/pdf;FILENAME=\"a;b.pdf\":http://a.example/a.pdf", "ics http://a.example/a.pdf")]
    [InlineData("ATTACH;ENCODING=BASE64;VALUE=BINARY:aHR0cDovL2EuZXhhbXBsZS8=", "")]
    [InlineData("DESCRIPTION:Join at http://a.example/x\\n or http://b.example/y\\, please", "ics http://a.example/x|ics http://b.example/y")]
    [InlineData("DESCRIPTION;ALTREP=\"http://a.example/alt\":text", "ics http://a.example/alt")]
    [InlineData("X-ALT-DESC;FMTTYPE=text/html:<a href=\"http://a.example/\">x</a>", "ics http://a.example/")]
    [InlineData("LOCATION:https://a.example/j/1", "ics https://a.example/j/1")]
    [InlineData("CONFERENCE;VALUE=URI;LABEL=\"Join: now\":https://a.example/c", "ics https://a.example/c")]
    [InlineData("SUMMARY:nothing", "")]
    public void Ics(string lines, string expected) =>
        Assert.Equal(expected, Links("text/calendar", $"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"));

    [Theory]
    [InlineData("URL:http://a.example/", "vcard http://a.example/")]
    [InlineData("item1.URL;type=pref:http\\://a.example/", "vcard http://a.example/")]
    [InlineData("URL;ENCODING=QUOTED-PRINTABLE:http://a.example/=\r\nx=3Dy", "vcard http://a.example/x=y")]
    [InlineData("NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=C3=9Fe http=3A//a.example/=C3=A4", "vcard http://a.example/ä")]
    [InlineData("PHOTO;VALUE=uri:http://a.example/p.jpg", "vcard http://a.example/p.jpg")]
    [InlineData("PHOTO;ENCODING=b;TYPE=JPEG:aHR0cDovL2EuZXhhbXBsZS8=", "")]
    [InlineData("FN:Jane Doe", "")]
    public void Vcard(string lines, string expected) => Assert.Equal(expected, Links("text/vcard", $"BEGIN:VCARD\r\nVERSION:2.1\r\n{lines}\r\nEND:VCARD\r\n"));

    [Fact]
    public void Attached_messages()
    {
        var inner = "Subject: x\r\nContent-Type: text/html\r\n\r\n<a href=http://a.example/>x</a>";
        var parts = MessagePartReader.Read(Content(Mixed(TextPart("http://b.example"), $"Content-Type: message/rfc822\r\n\r\n{inner}")), new ReadingLimits(), default);
        Assert.Equal("text http://b.example|html http://a.example/", Words(parts));
    }

    [Fact]
    public void The_texts_of_an_invitation()
    {
        var ics = "BEGIN:VCALENDAR\r\nPRODID:-//x\r\nBEGIN:VEVENT\r\nSUMMARY:Board mee\r\n ting\r\nDESCRIPTION:One\\, two\\nthree\r\nX-ALT-DESC;FMTTYPE=text/html:<b>bold</b>\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        var texts = MessageTextReader.Read(Parts("text/calendar", ics), new TextLimits(), default).Texts;
        Assert.Equal("Board meeting\nOne, two\nthree\nbold", texts.Single(text => text.Kind == TextKind.Visible).Text);
        Assert.Contains("-//x", texts.Single(text => text.Kind == TextKind.Property).Text, StringComparison.Ordinal);
    }

    private static string Links(string type, string content) => Words(Parts(type, content));

    private static string Words(IMessageParts parts) =>
        string.Join('|', MessageTextReader.Read(parts, new TextLimits(), default).Links.Select(link => $"{link.Carrier} {link.Url}"));

    private static IMessageParts Parts(string type, string content) =>
        MessagePartReader.Read(Content($"Content-Type: {type}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(content), Base64FormattingOptions.InsertLineBreaks)}\r\n"), new ReadingLimits(), default);
}

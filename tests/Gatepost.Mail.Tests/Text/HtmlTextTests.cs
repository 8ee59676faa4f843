using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Text;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>one</p><p>two</p>", "one\ntwo")]
    [InlineData("vi<b>ag</b>ra", "viagra")]
    [InlineData("a<!-- hidden -->b", "ab")]
    [InlineData("a<!-->b", "ab")]
    [InlineData("a<!--->b", "ab")]
    [InlineData("a<!-- x --!>b", "ab")]
    [InlineData("a<!-- never ends b", "a")]
    [InlineData("a<!DOCTYPE html>b<?xml x?>c", "abc")]
    [InlineData("a<script>if (1<2) x('</p>')</script>b", "ab")]
    [InlineData("a<style>b { c }</style>d", "ad")]
    [InlineData("a<title>t</title>b", "ab")]
    [InlineData("a<SCRIPT>x</sCript >b", "ab")]
    [InlineData("a<script>x</scripty>y</script>b", "ab")]
    [InlineData("<td>a</td><td>b</td>", "a b")]
    [InlineData("a<br>b<br/>c", "a\nb\nc")]
    [InlineData("  a \r\n\t b  ", "a b")]
    [InlineData("1 < 2 && 3 > 2", "1 < 2 && 3 > 2")]
    [InlineData("a<3 you", "a<3 you")]
    [InlineData("&lt;b&gt; &amp; &auml;&#228;&#xe4;&#XE4; &euro;&#128;", "<b> & ääää €€")]
    [InlineData("&lt&gt&ampx &notit; &nosuch; &#; &#x; & &", "<>&x ¬it; &nosuch; &#; &#x; & &")]
    [InlineData("&#0;&#55296;&#1114112;&#99999999999999999999;", "\ufffd\ufffd\ufffd\ufffd")]
    [InlineData("<p title='>'>a</p>", "a")]
    [InlineData("<p title=\"a > b\" x='\"'>a</p>", "a")]
    [InlineData("<p title=it's>a</p>", "a")]
    [InlineData("<p =x \"y\">a</p>", "a")]
    [InlineData("a<p title='never ends>b", "a")]
    [InlineData("a</p title='>'>b", "a\nb")]
    [InlineData("a</>b", "ab")]
    [InlineData("a</ b='>c", "ac")]
    [InlineData("a</3 title=\"x>b", "ab")]
    [InlineData("a</!-- x>b", "ab")]
    [InlineData("a</!never ends", "a")]
    [InlineData("a<!--[if mso]>b<![endif]-->c", "abc")]
    [InlineData("a<!-- [IF gte mso 9]>b<![endif]-->c", "abc")]
    [InlineData("a<!--[if mso]><style>b<![endif]-->c", "ac")]
    [InlineData("a<!--[if mso]><p title='<![endif]-->c'>d", "ac'>d")]
    [InlineData("a<!--[if mso]>b<!--[if x]>c<![endif]-->d", "abcd")]
    [InlineData("a<!--[if !mso]><!-->b<!--<![endif]-->c", "abc")]
    [InlineData("a<![if !mso]>b<![endif]>c", "abc")]
    [InlineData("a<!--[if mso]>b", "ab")]
    [InlineData("a<!--[if mso-->b", "ab")]
    [InlineData("a<!-- [iffy comment] -->b", "ab")]
    [InlineData("<p =\">secret", "secret")]
    [InlineData("<p x=\"1\"y='2'>secret", "secret")]
    [InlineData("<p \"\">secret", "secret")]
    [InlineData("<svg><title>a</title><style></svg>secret", "asecret")]
    [InlineData("<p x= \">\">secret", "secret")]
    [InlineData("<p x=>secret", "secret")]
    [InlineData("<p / = \">secret", "secret")]
    [InlineData("<a href=x?a=\"b>secret", "secret")]
    [InlineData("<a href=x?a='b'c>secret", "secret")]
    [InlineData("<a href=x/>secret", "secret")]
    [InlineData("<textarea><!--</textarea>secret", "<!--secret")]
    [InlineData("<textarea>a <b>b</textarea>c", "a <b>bc")]
    [InlineData("<xmp><style></xmp>secret", "<style>secret")]
    [InlineData("<title><!--</title>secret", "secret")]
    [InlineData("a<plaintext><style>secret", "a<style>secret")]
    [InlineData("<svg><style></svg>secret", "secret")]
    [InlineData("<svg><script></svg>secret", "secret")]
    [InlineData("<math><style></math>secret", "secret")]
    [InlineData("<svg><style><p>secret", "secret")]
    [InlineData("<svg/><style>x</style>secret", "secret")]
    [InlineData("<svg><p><style><!--</style>secret", "secret")]
    [InlineData("<svg></svg><style><!--</style>secret", "secret")]
    [InlineData("<svg><foreignObject><style><!--</style>secret", "secret")]
    [InlineData("<svg><desc>a</desc><style></svg>secret", "asecret")]
    [InlineData("<svg><text><![CDATA[a > secret]]></text></svg>b", "a > secretb")]
    [InlineData("<![CDATA[a>b]]>", "b]]>")]
    [InlineData("<script><!--<script></script><style></script>secret", "secret")]
    [InlineData("<script><!--<script></script>--></script>secret", "secret")]
    [InlineData("<script><!--></script>secret", "secret")]
    [InlineData("<script><!-- x </script>secret", "secret")]
    [InlineData("<script><!--<script></script>secret", "secret")]
    [InlineData("", "")]
    public void What_is_shown_is_read(string html, string expected) => Assert.Equal(expected, Read(html).Texts.Single(text => text.Kind == TextKind.Visible).Text);

    [Theory]
    [InlineData("<a href=\"http://a.example/x\">click</a>", "http://a.example/x", "a.example", "click")]
    [InlineData("<a href='https://A.Example'><b>big</b> words</a>", "https://A.Example", "a.example", "big words")]
    [InlineData("<A HREF=http://a.example/?q=1&amp;r=2>x", "http://a.example/?q=1&r=2", "a.example", "x")]
    [InlineData("<img src=//a.example/pixel.gif>", "//a.example/pixel.gif", "a.example", null)]
    [InlineData("<!--[if mso]><a href=http://a.example>x</a><![endif]-->", "http://a.example", "a.example", "x")]
    [InlineData("<form action=http://a.example/post>", "http://a.example/post", "a.example", null)]
    [InlineData("<meta http-equiv=refresh content=\"0; url=http://a.example/\">", "http://a.example/", "a.example", null)]
    [InlineData("<meta content='5;URL=\"http://a.example/\"' http-equiv=REFRESH>", "http://a.example/", "a.example", null)]
    [InlineData("<base href=http://a.example/dir/><a href=login.php>x</a>", "http://a.example/dir/login.php", "a.example", "x")]
    [InlineData("<a href='http://a.example/?a=1&copy=2&para;'>x</a>", "http://a.example/?a=1&copy=2\u00b6", "a.example", "x")]
    [InlineData("<a href=http://a.example/?a=1&copyright&lt>x</a>", "http://a.example/?a=1&copyright<", "a.example", "x")]
    [InlineData("<a x=\"1\"href=http://a.example>x</a>", "http://a.example", "a.example", "x")]
    [InlineData("<a href=\"h&#116;tp&colon;&sol;/a.example\">x</a>", "http://a.example", "a.example", "x")]
    [InlineData("<a href=\"ht\ntp://a.ex\r\nample/\">x</a>", "http://a.example/", "a.example", "x")]
    [InlineData("<a href='mailto:me@a.example?subject=x'>x</a>", "mailto:me@a.example?subject=x", "a.example", "x")]
    [InlineData("<a href='javascript:alert(1)'>x</a>", "javascript:alert(1)", null, "x")]
    [InlineData("<svg><a xlink:href='http://a.example'/></svg>", "http://a.example", "a.example", null)]
    [InlineData("<td background=http://a.example/bg.png>", "http://a.example/bg.png", "a.example", null)]
    [InlineData("<img srcset='http://a.example/1.png 1x'>", "http://a.example/1.png", "a.example", null)]
    [InlineData("<a href=http://a.example>one<a href=http://a.example>one", "http://a.example", "a.example", "one")]
    public void Links_are_found(string html, string url, string? host, string? shown)
    {
        var link = Assert.Single(Read(html).Links);
        Assert.Equal(new MessageLink(url, host, "html", "1", shown), link);
    }

    [Theory]
    [InlineData("<a href='#top'>x</a>")]
    [InlineData("<a name=http://a.example>x</a>")]
    [InlineData("<meta property=og:url content=http://a.example>")]
    [InlineData("<!-- <a href=http://a.example> -->")]
    [InlineData("<script>document.write('<a href=http://a.example>')</script>")]
    public void What_nobody_follows_is_no_link(string html) => Assert.Empty(Read(html).Links);

    [Theory]
    [InlineData(100)]
    [InlineData(2_048)]
    [InlineData(100_000)]
    public void With_a_base_of_any_length_a_link_leads_to_its_host(int length)
    {
        var link = Assert.Single(Read($"<base href=http://a.example/{new string('b', length)}/x><a href=login>x</a>").Links);
        Assert.Equal("a.example", link.Host);
        Assert.Equal(length < 2_000, link.Url.EndsWith("b/login", StringComparison.Ordinal));
    }

    [Fact]
    public void Links_of_too_many_characters_are_told()
    {
        var html = string.Concat(Enumerable.Range(0, 50).Select(number => $"<a href=http://{number}.example/{new string('x', 100)}>"));
        Assert.Empty(Read(html).Problems);
        var read = MessageTextReader.Read(Parts(Html(html)), new TextLimits { AllLinksCharacters = 2_000 }, default);
        Assert.InRange(read.Links.Sum(link => link.Url.Length), 1_800, 2_000);
        Assert.Equal(PartProblemKind.LimitReached, Assert.Single(read.Problems).Kind);
    }

    [Fact]
    public void The_charset_of_the_page_counts_where_the_part_has_none()
    {
        var octets = "<meta charset=koi8-r><p>"u8.ToArray().Concat(new byte[] { 0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4 }).ToArray();
        Assert.Equal("Привет", MessageTextReader.Read(Parts(Mixed(Attachment("a.html", octets))), new TextLimits(), default).Texts.Single().Text);
    }

    [Fact]
    public void Text_beyond_a_limit_is_told()
    {
        var message = Mixed(TextPart(new string('a', 1_000)), TextPart(new string('b', 1_000)), TextPart("short"));
        var read = MessageTextReader.Read(Parts(message), new TextLimits { PartOctets = 900, MessageOctets = 1_500 }, default);
        Assert.Equal([900, 600, 0], read.Texts.Select(text => text.Text.Length));
        Assert.Equal(["1", "2", "3"], read.Problems.Select(problem => problem.Part));
        Assert.All(read.Problems, problem => Assert.Equal(PartProblemKind.LimitReached, problem.Kind));
    }

    [Fact]
    public void Too_many_links_are_told()
    {
        var html = string.Concat(Enumerable.Range(0, 50).Select(number => $"<a href=http://{number}.example>"));
        var read = MessageTextReader.Read(Parts(Html(html)), new TextLimits { Links = 20 }, default);
        Assert.Equal(20, read.Links.Length);
        Assert.Equal(PartProblemKind.LimitReached, Assert.Single(read.Problems).Kind);
    }

    private static MessageTexts Read(string html) => MessageTextReader.Read(Parts(Html(html)), new TextLimits(), default);

    private static string Html(string html) => $"Subject: x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html} ";

    private static IMessageParts Parts(string message) => MessagePartReader.Read(Content(message), new ReadingLimits(), default);
}

using System.Globalization;
using System.Text;
using Gatepost.Mail.Links;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using Gatepost.Testing.Messages;

namespace Gatepost.Mail.Tests.Mime;

/// <summary>A megabyte of anything nested is read in well under the 200 ms that a message may cost for it.</summary>
public sealed class HostileInputTests
{
    private const int Megabyte = 1_000_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(200);

    public static TheoryData<string, string> Nestings => new()
    {
        { "tags", "<div>" }, { "end tags", "</div>" }, { "unclosed tags", "<a " }, { "anchors", "<a href=x>" }, { "less than", "<" }, { "less than letter", "<a" },
        { "comments", "<!--" }, { "short comments", "<!-->" }, { "comment dashes", "<!-- -" }, { "comment ends", "--!" }, { "double quotes", "\"" }, { "single quotes", "'" },
        { "attribute quotes", "<a x=\"" }, { "scripts", "<script>" }, { "script ends", "<script></scrip" }, { "ampersands", "&" }, { "entities", "&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" },
        { "numbers", "&#1" }, { "parentheses", "(" }, { "pairs of parentheses", "()" }, { "groups", "g:" }, { "groups that end", "g:;" }, { "angle brackets", "<a@b>," },
        { "commas", "," }, { "addresses", "a@b.example," }, { "routes", "<@a," }, { "words", "=?" }, { "whole words", "=?utf-8?q?a?= " }, { "unclosed words", "=?utf-8?q?" },
        { "unknown charsets", "=?x-unknown?q?=e4?= " }, { "backslashes", "\\" }, { "quoted pairs", "\"\\\"" }, { "folds", "a\r\n " }, { "semicolons", ";" },
        { "parameters", "; a=b" }, { "continuations", "; a*0=b" }, { "percent", "; a*=utf-8''%" }, { "links", "http://" }, { "links of www", "www." }, { "closing", "http://a)" },
        { "links within a word", "ahttp://" }, { "links glued together", "http://a.example" },
        { "bare names", "a.com " }, { "international names", "я.рф " }, { "names without end", "a." }, { "dashes and dots", "-." }, { "glued names", "a.com例" }, { "styles", "<b style='color:red;font:0/0 a;display:x'>" },
        { "style elements", "<style>a{color:red}</style>" }, { "urls of styles", "<b style='a:url(//b)'>" }, { "wrapped links", "<a href=//a.example/?url=http://b.example>" },
        { "srcset", "<img srcset='a,'>" }, { "bases", "<base href=http://a.example/>" }, { "blanks", " " }, { "nul", "\0" }, { "dots", "." }, { "brackets", "[" },
    };

    [Theory]
    [MemberData(nameof(Nestings))]
    public void A_header_of_a_megabyte(string what, string unit)
    {
        foreach (var field in new[] { "From", "Content-Type", "Content-Disposition" })
        {
            var content = TestMessage.Content($"MIME-Version: 1.0\r\n{field}: {Fill(unit)}\r\n\r\nbody\r\n");
            var elapsed = Timing.Best(Limit, () =>
            {
                foreach (var header in HeaderScanner.Scan(content).Fields)
                    Assert.NotNull(header.Value);
            });
            Assert.True(elapsed < Limit, $"{what} in {field}: the header took {elapsed.TotalMilliseconds} ms");
            elapsed = Timing.Best(Limit, () => MessagePartReader.Read(content, new ReadingLimits(), default));
            Assert.True(elapsed < Limit, $"{what} in {field}: the parts took {elapsed.TotalMilliseconds} ms");
        }
    }

    [Fact]
    public void A_header_of_many_megabytes_inside_a_message_is_told()
    {
        var content = TestMessage.Content(TestMessage.Mixed($"X-Long: {new string('a', 10 * Megabyte)}\r\n\r\nhidden"));
        var parts = MessagePartReader.Read(content, new ReadingLimits(), default);
        Assert.Contains(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        var elapsed = Timing.Best(Limit, () => MessagePartReader.Read(content, new ReadingLimits(), default));
        Assert.True(elapsed < Limit, $"took {elapsed.TotalMilliseconds} ms");
    }

    [Fact]
    public void A_message_to_ten_thousand_people_is_read_as_any_other()
    {
        var everybody = string.Join(",\r\n ", Enumerable.Range(0, 10_000).Select(number => $"person{number}@department.example.com"));
        var content = TestMessage.Content($"To: {everybody}\r\nContent-Type: text/html\r\n\r\n<p>hello");
        var parts = MessagePartReader.Read(content, new ReadingLimits(), default);
        Assert.Empty(parts.Problems);
        Assert.Equal(("text/html", 8L), (parts.All[0].DeclaredType, parts.All[0].Size));
        Assert.Equal("<p>hello", new StreamReader(parts.Open(parts.All[0])).ReadToEnd());
    }

    [Theory]
    [MemberData(nameof(Nestings))]
    public void A_page_of_a_megabyte(string what, string unit)
    {
        var parts = MessagePartReader.Read(TestMessage.Content($"Content-Type: text/html\r\n\r\n{Fill(unit)}"), new ReadingLimits(), default);
        var elapsed = Timing.Best(Limit, () => MessageTextReader.Read(parts, new TextLimits(), default));
        Assert.True(elapsed < Limit, $"{what}: took {elapsed.TotalMilliseconds} ms");
    }

    [Theory]
    [MemberData(nameof(Nestings))]
    public void A_text_of_a_megabyte(string what, string unit)
    {
        var parts = MessagePartReader.Read(TestMessage.Content($"Content-Type: text/plain\r\n\r\n{Fill(unit)}"), new ReadingLimits(), default);
        var elapsed = Timing.Best(Limit, () => MessageTextReader.Read(parts, new TextLimits(), default));
        Assert.True(elapsed < Limit, $"{what}: took {elapsed.TotalMilliseconds} ms");
    }

    [Theory]
    [InlineData(1_000, "<a href={0}>")]
    [InlineData(8_000, "<a href={0}>")]
    [InlineData(500_000, "<a href={0}>")]
    [InlineData(2_000, "<a href=x>")]
    [InlineData(2_000, "<a href=y/../x>")]
    [InlineData(10, "<a href={0}>")]
    public void A_base_is_not_multiplied_by_the_links_of_a_megabyte(int baseLength, string link)
    {
        var html = new StringBuilder($"Content-Type: text/html\r\n\r\n<base href=http://a.example/{new string('b', baseLength)}/>");
        for (var number = 0; html.Length < Megabyte; number++)
            html.AppendFormat(CultureInfo.InvariantCulture, link, number);
        var parts = MessagePartReader.Read(TestMessage.Content(html.ToString()), new ReadingLimits(), default);
        var texts = MessageTextReader.Read(parts, new TextLimits(), default);
        Assert.InRange(texts.Links.Sum(one => (long)one.Url.Length), 1, new TextLimits().AllLinksCharacters);
        Assert.All(texts.Links, one => Assert.Equal("a.example", one.Host));
        var elapsed = Timing.Best(Limit, () => MessageTextReader.Read(parts, new TextLimits(), default));
        Assert.True(elapsed < Limit, $"took {elapsed.TotalMilliseconds} ms");
    }

    [Theory]
    [InlineData("--")]
    [InlineData("--b")]
    [InlineData("--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\r\n")]
    [InlineData("-\n")]
    [InlineData("--b\r\nContent-Type: text/plain\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")]
    [InlineData("--b\r\nContent-Disposition: attachment; filename=a; filename=b.txt; filename*=c.txt\r\n\r\n")]
    public void A_multipart_of_a_megabyte(string unit)
    {
        var depth = string.Concat(Enumerable.Range(0, 90).Select(level => $"Content-Type: multipart/mixed; boundary=bbbbbbbbbbbbbbbbbbbbbb{level}\r\n\r\n--bbbbbbbbbbbbbbbbbbbbbb{level}\r\n"));
        foreach (var head in new[] { "Content-Type: multipart/mixed; boundary=b\r\n\r\n", depth, $"{depth}\r\nx\r\n" })
        {
            var content = TestMessage.Content(head + Fill(unit));
            var elapsed = Timing.Best(Limit, () => MessagePartReader.Read(content, new ReadingLimits(), default));
            Assert.True(elapsed < Limit, $"took {elapsed.TotalMilliseconds} ms");
        }
    }

    [Theory]
    [InlineData("Content-Type: text/plain; x={0}\r\n", "Content-Type: text/plain\r\n")]
    [InlineData("Content-Disposition: attachment; filename=x{0}.txt\r\n", "Content-Disposition: a\r\n")]
    public void A_megabyte_of_fields_that_say_what_it_is(string first, string field)
    {
        var content = TestMessage.Content(string.Format(CultureInfo.InvariantCulture, first, new string('x', 60_000)) + Fill(field) + "\r\nbody");
        var elapsed = Timing.Best(Limit, () => MessagePartReader.Read(content, new ReadingLimits(), default));
        Assert.True(elapsed < Limit, $"took {elapsed.TotalMilliseconds} ms");
    }

    [Theory]
    [InlineData("<script>", "</script")]
    [InlineData("<style>", "</style")]
    [InlineData("", "<script><!--<script></script>")]
    [InlineData("<script>", "<!--<script")]
    [InlineData("<script>", "-->")]
    [InlineData("", "<svg><style>")]
    [InlineData("<svg>", "<![CDATA[")]
    [InlineData("", "<textarea></textarea>")]
    [InlineData("<style>", "url(")]
    [InlineData("<style>", "url(\"")]
    [InlineData("<style>", "@import '")]
    [InlineData("<style>", "a{")]
    [InlineData("<style>", "@a{")]
    [InlineData("<style>", ".a{color:red}")]
    [InlineData("<style>b{color:red;font:0/0 a}</style>", "<b>")]
    [InlineData("<style>.a{color:red}</style>", "<b class='a a a a'>")]
    [InlineData("<svg>", "<style>url(")]
    [InlineData("<b style='", "/**/")]
    [InlineData("<b style='", "a:(;")]
    [InlineData("<p style=display:none>", "<p>x")]
    [InlineData("<a ", "x=\"'=")]
    [InlineData("<a ", "/ ")]
    [InlineData("", "<a x=\"'>")]
    public void A_page_of_a_megabyte_after_a_tag(string before, string unit)
    {
        var parts = MessagePartReader.Read(TestMessage.Content($"Content-Type: text/html\r\n\r\n{before}{Fill(unit)}"), new ReadingLimits(), default);
        var elapsed = Timing.Best(Limit, () => MessageTextReader.Read(parts, new TextLimits(), default));
        Assert.True(elapsed < Limit, $"took {elapsed.TotalMilliseconds} ms");
    }

    [Theory]
    [InlineData("A:b\r\n")]
    [InlineData("A:\r\n ")]
    [InlineData("URL:http://a.example\r\n")]
    [InlineData("DESCRIPTION:www.a.com\\n\r\n")]
    [InlineData("X-ALT-DESC:<b>\r\n")]
    [InlineData("NOTE;QUOTED-PRINTABLE:=\r\n")]
    [InlineData("\"")]
    [InlineData(";")]
    [InlineData("\\")]
    public void A_calendar_of_a_megabyte(string unit)
    {
        var parts = MessagePartReader.Read(TestMessage.Content($"Content-Type: text/calendar\r\n\r\n{Fill(unit)}"), new ReadingLimits(), default);
        var elapsed = Timing.Best(Limit, () => MessageTextReader.Read(parts, new TextLimits(), default));
        Assert.True(elapsed < Limit, $"took {elapsed.TotalMilliseconds} ms");
    }

    [Fact]
    public void Reading_links_can_be_given_up()
    {
        using var given = new CancellationTokenSource();
        given.Cancel();
        var links = new LinkCollection(new TextLimits());
        Assert.Throws<OperationCanceledException>(() => PlainTextLinks.Read(Fill("http://a.example "), links, "1", given.Token));
        Assert.Throws<OperationCanceledException>(() => HtmlText.Read(Fill("<a href=x>"), new HtmlLinks(links, "1", new TextLimits()), given.Token));
        Assert.Empty(links.ToLinks());
    }

    private static string Fill(string unit) => string.Concat(Enumerable.Repeat(unit, Megabyte / unit.Length));
}

using System.Text.Json;
using Gatepost.Mail.Links;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;
using Gatepost.Testing.Servers;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Links;

public sealed class LinkTests
{
    [Theory]
    [InlineData("see http://a.example/x.", "http://a.example/x")]
    [InlineData("(https://a.example/wiki/B_(c))", "https://a.example/wiki/B_(c)")]
    [InlineData("<http://a.example/>", "http://a.example/")]
    [InlineData("www.a.example/path?q=1, and", "www.a.example/path?q=1")]
    [InlineData("mailto:me@a.example!", "mailto:me@a.example")]
    [InlineData("HTTP://A.EXAMPLE", "HTTP://A.EXAMPLE")]
    [InlineData("看http://a.example/路径。", "http://a.example/路径")]
    [InlineData("http://a.example/?u=http://b.example/", "http://a.example/?u=http://b.example/")]
    [InlineData("hxxp://a.example/x", "hxxp://a.example/x")]
    [InlineData("xhttp://b.example,http://a.example", "http://a.example")]
    public void Links_in_plain_text_are_found(string text, string expected) => Assert.Equal(expected, Assert.Single(Read(text)).Url);

    [Theory]
    [InlineData("http:// nothing")]
    [InlineData("xhttp://a.example")]
    [InlineData("a.example")]
    [InlineData("www. is the web")]
    [InlineData("mailto: me")]
    [InlineData("foowww.example.com")]
    public void What_is_no_link_is_none(string text) => Assert.Empty(Read(text));

    [Theory]
    [InlineData("http://a.example:8080/x", "a.example")]
    [InlineData("http://user:pass@b.example/", "b.example")]
    [InlineData("http://a.example@b.example/", "b.example")]
    [InlineData("http:\\\\a.example\\x", "a.example")]
    [InlineData("http:/a.example", "a.example")]
    [InlineData("http://a.example#@b.example", "a.example")]
    [InlineData("http://0x7f.1/", "127.0.0.1")]
    [InlineData("http://2130706433/", "127.0.0.1")]
    [InlineData("http://0177.0.0.1/", "127.0.0.1")]
    [InlineData("http://[::1]:80/", "::1")]
    [InlineData("http://münchen.example/", "xn--mnchen-3ya.example")]
    [InlineData("http://a%2eexample/", "a.example")]
    [InlineData("http://ａ.example。/", "a.example")]
    [InlineData("http://a.example./", "a.example")]
    [InlineData("//a.example/x", "a.example")]
    [InlineData("http://a\uFFFEb.example", "a\uFFFDb.example")]
    [InlineData("http://\uFFFF/", "\uFFFD")]
    [InlineData("/relative", null)]
    [InlineData("relative/x:y", null)]
    [InlineData("cid:part@a.example", null)]
    [InlineData("http://", null)]
    [InlineData("http://[::1", null)]
    public void The_host_is_the_one_that_a_browser_goes_to(string url, string? expected) => Assert.Equal(expected, LinkHost.Of(url));

    [Fact]
    public void Hosts_agree_with_the_url_standard_tests()
    {
        var path = Path.Combine(Requirement.Shared("corpus/url_tests"), "whatwg-urltestdata.json");
        int agreed = 0, all = 0;
        using var cases = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var one in cases.RootElement.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("hostname", out _)))
        {
            var input = one.GetProperty("input").GetString()!;
            if (!input.StartsWith("http", StringComparison.OrdinalIgnoreCase) || input.IndexOf("//", StringComparison.Ordinal) < 0)
                continue;
            all++;
            var expected = one.GetProperty("hostname").GetString()!.Trim('[', ']').TrimEnd('.');
            agreed += LinkHost.Of(input.Trim()) == expected ? 1 : 0;
        }
        Assert.True(all > 80, $"{all} cases");
        Assert.True(agreed * 100 >= all * 93, $"{agreed} of {all} agree");
    }

    [Fact]
    public void No_link_makes_the_reading_fail()
    {
        var random = new Random(3);
        var words = new[] { "http:", "//", "/", "\\", "@", ":", "[", "]", "%", "%ff", "%zz", ".", "。", "xn--", "\u00ad", "\u200d", "\uFFFE", "\uD800", "\uDC00", "\u0301", "ａ", "..", "?", "#", "1", "0x", "file:", "mailto:", "\0", "\t", "::1", "ß", "a" };
        for (var round = 0; round < 20_000; round++)
        {
            var url = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => words[random.Next(words.Length)]));
            var root = string.Concat(Enumerable.Range(0, random.Next(4)).Select(_ => words[random.Next(words.Length)]));
            var links = new LinkCollection(new TextLimits());
            HtmlText.Read($"<base href=\"http://a{root}\"><a href=\"{url}\">x</a>", new HtmlLinks(links, "1", new TextLimits()), default);
            PlainTextLinks.Read("http://" + url, links, "1", default);
            Assert.All(links.ToLinks(), link => Assert.NotEqual("", link.Host));
        }
    }

    [Fact]
    public void A_link_that_is_longer_than_the_limit_is_cut_and_kept()
    {
        var link = Assert.Single(Read($"http://a.example/{new string('x', 100_000)} end"));
        Assert.Equal((new TextLimits().LinkCharacters, "a.example"), (link.Url.Length, link.Host));
    }

    private static System.Collections.Immutable.ImmutableArray<MessageLink> Read(string text) =>
        MessageTextReader.Read(MessagePartReader.Read(Content(Mixed(TextPart(text))), new ReadingLimits(), default), new TextLimits(), default).Links;
}

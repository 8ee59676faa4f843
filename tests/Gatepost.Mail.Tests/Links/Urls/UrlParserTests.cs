using System.Text.Json;
using Gatepost.Mail.Links.Urls;
using Gatepost.Testing.Servers;

namespace Gatepost.Mail.Tests.Links.Urls;

public sealed class UrlParserTests
{
    [Fact]
    public void The_cases_of_the_standard()
    {
        var path = Path.Combine(Requirement.Shared("corpus/url_tests"), "whatwg-urltestdata.json");
        var wrong = new List<string>();
        var all = 0;
        using var cases = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var one in cases.RootElement.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object))
        {
            all++;
            var input = one.GetProperty("input").GetString()!;
            var root = one.GetProperty("base").GetString();
            var parsedRoot = root is null ? null : UrlParser.Parse(root);
            var expected = one.TryGetProperty("failure", out _) ? null : one.GetProperty("href").GetString();
            // A base that cannot be parsed is a failure of the whole (the standard's own rule for its cases).
            var actual = root is not null && parsedRoot is null ? null : UrlParser.Parse(input, parsedRoot);
            if (actual?.ToString() == expected && (expected is null || (actual!.Host ?? "") == one.GetProperty("hostname").GetString()))
                continue;
            wrong.Add($"{JsonSerializer.Serialize(input)} on {root}: {actual} and not {expected}");
        }
        Assert.True(all > 850, $"{all} cases");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("http://ex%41mple.com/%7Ea/../b?x=ä#ü", "http://example.com/b?x=%C3%A4#%C3%BC")]
    [InlineData("HTTPS:\\\\User:Pa ss@A.example:443\\x", "https://User:Pa%20ss@a.example/x")]
    [InlineData("http://0x7f.1:80", "http://127.0.0.1/")]
    [InlineData("http://[2001:DB8:0:0:1::1]/", "http://[2001:db8::1:0:0:1]/")]
    [InlineData("http://faß.example/", "http://xn--fa-hia.example/")]
    [InlineData("http://my_host.example/", "http://my_host.example/")]
    [InlineData("http://президент.рф", "http://xn--d1abbgf6aiiy.xn--p1ai/")]
    [InlineData("file://SERVER/share\\x", "file://server/share/x")]
    [InlineData("http://\u00ad/", null)]
    [InlineData("http://a b/", null)]
    [InlineData("http://1.2.3.400/", null)]
    [InlineData("relative", null)]
    public void What_a_browser_makes_of_it(string text, string? expected) => Assert.Equal(expected, UrlParser.Parse(text)?.ToString());

    [Fact]
    public void Nothing_makes_it_fail()
    {
        var random = new Random(7);
        var words = new[] { "http:", "file:", "x:", "//", "/", "\\", "@", ":", "[", "]", "::", "%", "%ff", "%2e", "..", "C|", "xn--", "xn--a", "\u00ad", "\u200d", "\uFFFE", "\uD800", "ａ", "。", "?", "#", "1", "0x", "\0", "\t", "ß", "a" };
        for (var round = 0; round < 50_000; round++)
        {
            var root = UrlParser.Parse(string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => words[random.Next(words.Length)])));
            var url = UrlParser.Parse(string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => words[random.Next(words.Length)])), root);
            // What is canonical stays as it is.
            if (url is not null)
                Assert.Equal(url.ToString(), UrlParser.Parse(url.ToString())?.ToString());
        }
    }
}

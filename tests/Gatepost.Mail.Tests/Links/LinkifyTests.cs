using Gatepost.Mail.Links;
using Gatepost.Mail.Text;
using Gatepost.Testing.Servers;

namespace Gatepost.Mail.Tests.Links;

/// <summary>The public cases of what is a link in plain text. Each difference has its reason here.</summary>
public sealed class LinkifyTests
{
    private const string Address = "an address without mailto: is no link: quoted headers are full of them";
    private const string TwoSlashes = "what begins with two slashes alone is found as the name behind them, or is none";
    private const string BareAddress = "four numbers are a version as often as an address";
    private const string Quote = "a double quote ends a link: in mail it closes an attribute or a quotation";

    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["//localhost"] = TwoSlashes,
        ["//test.123"] = TwoSlashes,
        ["//example.com"] = TwoSlashes,
        ["4.4.4.4"] = BareAddress,
        ["192.168.1.1/abc"] = BareAddress,
        ["http://foo.com/blah_blah_\"doublequoted\""] = Quote,
    };

    private static readonly Dictionary<string, string> ExplainedLinks = new(StringComparer.Ordinal)
    {
        ["_http://example.com"] = "people write _links_ with emphasis, and programs make them clickable",
        ["http://example.com_"] = "likewise",
    };

    [Fact]
    public void What_is_a_link()
    {
        var lines = Lines("linkify-links.txt");
        var (cases, used) = (0, new HashSet<string>());
        for (var index = 0; index < lines.Length; index++)
        {
            var text = lines[index].Trim();
            if (text.Length == 0)
                continue;
            var expected = index + 1 < lines.Length && lines[index + 1].Trim().Length > 0 ? lines[++index].Trim() : text;
            cases++;
            if (Read(text).FirstOrDefault() == expected)
                continue;
            var isAddress = expected.Contains('@', StringComparison.Ordinal) && !expected.Contains(':', StringComparison.Ordinal);
            var reason = isAddress ? Address : Explained.GetValueOrDefault(expected);
            used.Add(expected);
            Assert.True(reason is not null, $"{text}: {string.Join(' ', Read(text))} and not {expected}");
        }
        Assert.True(cases > 110, $"{cases} cases");
        Assert.Empty(Explained.Keys.Except(used));
    }

    [Fact]
    public void What_is_none()
    {
        var used = new HashSet<string>();
        var cases = 0;
        foreach (var text in Lines("linkify-not_links.txt").Select(line => line.Trim()).Where(line => line.Length > 0))
        {
            cases++;
            if (Read(text).Count == 0)
                continue;
            used.Add(text);
            Assert.True(ExplainedLinks.ContainsKey(text), $"{text}: {string.Join(' ', Read(text))}");
        }
        Assert.True(cases > 30, $"{cases} cases");
        Assert.Empty(ExplainedLinks.Keys.Except(used));
    }

    private static string[] Lines(string file) =>
        [.. File.ReadLines(Path.Combine(Requirement.Shared("corpus/url_tests"), file)).Select(line => line.StartsWith('%') ? "" : line)];

    private static List<string> Read(string text)
    {
        var links = new LinkCollection(new TextLimits());
        PlainTextLinks.Read(text, links, "1", default);
        return [.. links.ToLinks().Select(link => link.Url)];
    }
}

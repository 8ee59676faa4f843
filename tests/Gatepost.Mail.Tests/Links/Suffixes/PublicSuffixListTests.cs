using System.Text.RegularExpressions;
using Gatepost.Mail.Links.Suffixes;
using Gatepost.Mail.Links.Urls;
using Gatepost.Testing.Servers;

namespace Gatepost.Mail.Tests.Links.Suffixes;

public sealed partial class PublicSuffixListTests
{
    [Theory]
    [InlineData("a.b.example.com", "example.com", false)]
    [InlineData("example.co.uk", "example.co.uk", false)]
    [InlineData("co.uk", null, false)]
    [InlineData("a.someone.github.io", "someone.github.io", true)]
    [InlineData("github.io", null, false)]
    [InlineData("x.y.ck", "x.y.ck", false)]
    [InlineData("y.ck", null, false)]
    [InlineData("a.www.ck", "www.ck", false)]
    [InlineData("city.kobe.jp", "city.kobe.jp", false)]
    [InlineData("xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn", false)]
    [InlineData("a.b.unknown-suffix", "b.unknown-suffix", false)]
    [InlineData("10.0.0.1", null, false)]
    [InlineData("::1", null, false)]
    [InlineData("localhost", null, false)]
    [InlineData("a..com", null, false)]
    public void The_registered_domain(string host, string? expected, bool isPrivate)
    {
        var found = PublicSuffixList.Current.Find(host);
        Assert.Equal((expected, isPrivate), (found?.Name, found?.IsPrivate ?? false));
    }

    [Theory]
    [InlineData("com", true)]
    [InlineData("COM", true)]
    [InlineData("рф", true)]
    [InlineData("xn--p1ai", true)]
    [InlineData("ck", true)]
    [InlineData("jpg", false)]
    [InlineData("invalid", false)]
    public void Top_levels_are_known(string label, bool expected) => Assert.Equal(expected, PublicSuffixList.Current.IsTopLevel(label));

    [Theory]
    [InlineData("corpus/url_tests", "psl-tests.txt")]
    [InlineData("corpus/url_tests", "psl-test_psl.txt")]
    [InlineData("suites/psl", "test_psl.txt")]
    public void The_public_cases_by_the_list_of_the_product(string set, string file) => Cases(PublicSuffixList.Current, set, file);

    [Theory]
    [InlineData("corpus/url_tests", "psl-tests.txt")]
    [InlineData("suites/psl", "test_psl.txt")]
    public void The_public_cases_by_the_published_list(string set, string file)
    {
        using var reader = new StreamReader(Path.Combine(Requirement.Shared("suites/psl"), "public_suffix_list.dat"));
        Cases(PublicSuffixList.Read(reader), set, file);
    }

    private static void Cases(PublicSuffixList list, string set, string file)
    {
        var cases = 0;
        foreach (var line in File.ReadLines(Path.Combine(Requirement.Shared(set), file)).Where(line => !line.StartsWith("//", StringComparison.Ordinal) && line.Trim().Length > 0))
        {
            var words = Quoted().Matches(line) is { Count: 2 } call ? call.Select(word => word.Groups[1].Value + word.Groups[2].Value).ToArray() : line.Split(' ');
            var (host, expected) = (words[0], words[1]);
            if (host == "null")
                continue;
            cases++;
            // The list is asked with what the URL parser made of a host.
            var ascii = InternationalName.ToAscii(host)!;
            var wanted = expected == "null" ? null : InternationalName.ToAscii(expected);
            Assert.Equal((host, wanted), (host, list.Find(ascii)?.Name));
        }
        Assert.True(cases > 70, $"{cases} cases");
    }

    [GeneratedRegex(@"'([^']*)'|\b(null)\b")]
    private static partial Regex Quoted();
}

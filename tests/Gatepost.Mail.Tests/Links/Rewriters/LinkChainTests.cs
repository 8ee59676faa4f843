using Gatepost.Mail.Links;

namespace Gatepost.Mail.Tests.Links.Rewriters;

public sealed class LinkChainTests
{
    [Theory]
    [InlineData("https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fx%3Fy%3D1&data=05%7C02&sdata=z&reserved=0", "safe-links https://a.example/x?y=1")]
    [InlineData("https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=https%3A%2F%2Fa.example%2F&locale=de", "safe-links https://a.example/")]
    [InlineData("https://urldefense.proofpoint.com/v1/url?u=http://a.example/x%3Fb%3D1%26amp%3Bc%3D2&k=q%0A", "proofpoint http://a.example/x?b=1&c=2")]
    [InlineData("https://urldefense.proofpoint.com/v2/url?u=https-3A__www.a.example_x-2Dy-3Fz-3D1&d=DwMFaQ&c=q", "proofpoint https://www.a.example/x-y?z=1")]
    [InlineData("https://urldefense.com/v3/__https://a.example/x__;!!Abc!token$", "proofpoint https://a.example/x")]
    [InlineData("https://urldefense.com/v3/__https:/a.example/x*y**Az__;IyMjIw!!Abc!token$", "proofpoint https://a.example/x#y##z")]
    [InlineData("https://urldefense.us/v3/__https://a.example/*x__;w6Q!!Abc!token$", "proofpoint https://a.example/äx")]
    [InlineData("https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fa.example%2fx&c=E,1,abc&typo=1", "barracuda https://a.example/x")]
    [InlineData("https://protect-eu.mimecast.com/s/abcDEF?domain=a.example", "mimecast http://a.example/")]
    [InlineData("https://url.us.m.mimecastprotect.com/s/abcDEF?domain=a.example", "mimecast http://a.example/")]
    [InlineData("https://eu-central-1.protection.sophos.com/?d=a.example&u=aHR0cHM6Ly9hLmV4YW1wbGUveA==&i=1", "sophos https://a.example/x")]
    [InlineData("https://www.google.com/url?sa=t&q=https://a.example/x&usg=1", "google https://a.example/x")]
    [InlineData("https://www.google.com/url?url=https%3A%2F%2Fa.example", "google https://a.example")]
    [InlineData("https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9hLmV4YW1wbGUveA&ntb=1", "bing https://a.example/x")]
    [InlineData("https://l.facebook.com/l.php?u=https%3A%2F%2Fa.example%2F&h=1", "facebook https://a.example/")]
    [InlineData("https://tracker.example/c?id=1&redirect_url=https%3A%2F%2Fa.example%2F", "redirect https://a.example/")]
    [InlineData("https://secure-web.cisco.com/1abc/https%3A%2F%2Fa.example%2Fx", "redirect https://a.example/x")]
    [InlineData("https://web.archive.org/web/2020/https://a.example/x?y=1", "redirect https://a.example/x?y=1")]
    [InlineData("https://r.example/?url=https%253A%252F%252Fa.example%252F", "redirect https%3A%2F%2Fa.example%2F | percent https://a.example/")]
    [InlineData("https://a.safelinks.protection.outlook.com/?url=https%3A%2F%2Furldefense.com%2Fv3%2F__https%3A%2F%2Fb.example%2F__%3B!!A!b%24", "safe-links https://urldefense.com/v3/__https://b.example/__;!!A!b$ | proofpoint https://b.example/")]
    [InlineData("http%3A%2F%2Fa.example%2Fx", "percent http://a.example/x")]
    [InlineData("http&#58;//a.example/", "entities http://a.example/")]
    [InlineData("hxxps://a[.]example/x", "defanged https://a.example/x")]
    public void What_is_inside_is_found(string url, string expected) => Assert.Equal(expected, Chain(url));

    [Theory]
    [InlineData("https://a.example/?url=nothing")]
    [InlineData("https://a.example/?about=https%3A%2F%2Fb.example%2F")]
    [InlineData("https://a.example/https")]
    [InlineData("https://safelinks.protection.outlook.com.evil.example/?x=https%3A%2F%2Fa.example%2F")]
    [InlineData("https://urldefense.com/v3/never")]
    [InlineData("https://protection.sophos.com/?u=!!!!")]
    [InlineData("mailto:a@b.example?body=https%3A%2F%2Fc.example")]
    [InlineData("https://a.example/?next=/login")]
    public void What_holds_none_has_no_chain(string url) => Assert.Equal("", Chain(url));

    [Fact]
    public void Links_in_links_without_end_are_followed_a_few_steps()
    {
        var url = "https://z.example/";
        for (var depth = 0; depth < 12; depth++)
            url = "https://r.example/?url=" + Uri.EscapeDataString(url);
        Assert.Equal(8, LinkFacts.Describe(url, "html", "1", null, false).Chain.Length);
    }

    [Theory]
    [InlineData("http://1../x", "0.0.0.1")]
    [InlineData("http://a.example./", "a.example")]
    [InlineData("http://./", null)]
    [InlineData("http://[::1]/", "::1")]
    public void A_final_dot_is_no_part_of_a_host(string url, string? expected) => Assert.Equal(expected, LinkFacts.Describe(url, "html", "1", null, false).Host);

    [Fact]
    public void The_domains_of_all_steps_are_known()
    {
        var link = LinkFacts.Describe("https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.evil.co.uk%2F", "html", "1", null, false);
        Assert.Equal(["outlook.com", "evil.co.uk"], link.AllDomains());
        Assert.Equal(["x.safelinks.protection.outlook.com", "www.evil.co.uk"], link.AllHosts());
    }

    private static string Chain(string url) => string.Join(" | ", LinkFacts.Describe(url, "html", "1", null, false).Chain.Select(step => $"{step.Kind} {step.Url}"));
}

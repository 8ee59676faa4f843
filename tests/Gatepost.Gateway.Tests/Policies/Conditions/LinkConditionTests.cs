using Gatepost.Gateway.Inspection;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class LinkConditionTests
{
    private const string Message = """
        Content-Type: text/html; charset=utf-8

        <a href="https://www.shop.example.co.uk/a">one</a> <a href="https://www.shop.example.co.uk/a">two</a>
        <a href="https://x.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.inner.com%2F">three</a>
        <a href="http://пример.рф/">four</a> <a href="http://me.github.io/">five</a> <p style="background:url(http://192.0.2.7/x.png)">
        """;

    [Theory]
    [InlineData("link-host: www.shop.example.co.uk", true)]
    [InlineData("link-host: shop.example.co.uk", false)]
    [InlineData("link-host: \"*.shop.example.co.uk\"", true)]
    [InlineData("link-host: WWW.INNER.COM", true)]
    [InlineData("link-host: \"*.safelinks.protection.outlook.com\"", true)]
    [InlineData("link-host: \"*.рф\"", true)]
    [InlineData("link-host: xn--e1afmkfd.xn--p1ai", true)]
    [InlineData("link-host: 192.0.2.*", true)]
    [InlineData("link-host: outlook.com", false)]
    [InlineData("link-domain: example.co.uk", true)]
    [InlineData("link-domain: [other.com, inner.com]", true)]
    [InlineData("link-domain: пример.рф", true)]
    [InlineData("link-domain: me.github.io", true)]
    [InlineData("link-domain: github.io", false)]
    [InlineData("link-domain: www.inner.com", false)]
    [InlineData("link-domain: co.uk", false)]
    [InlineData("link-carrier: html", true)]
    [InlineData("link-carrier: [qr, css]", true)]
    [InlineData("link-carrier: [qr, text]", false)]
    [InlineData("link-count: {at-least: 5}", true)]
    [InlineData("link-count: {at-least: 6}", false)]
    [InlineData("link-count: {below: 2, carriers: css}", true)]
    [InlineData("link-count: {at-least: 1, carriers: [text, qr]}", false)]
    public void Links_are_matched(string condition, bool holds) => Assert.Equal(holds, Match(condition, new InspectionBuilder().Read(Message).Build()) is not null);

    [Fact]
    public void The_reason_names_what_was_seen()
    {
        var match = Match("link-host: www.inner.com", new InspectionBuilder().Read(Message).Build())!;
        Assert.Equal("a link to www.inner.com in part 1", match.Because);
    }

    [Theory]
    [InlineData("link-host: a.example")]
    [InlineData("link-domain: a.example")]
    [InlineData("link-carrier: qr")]
    [InlineData("link-count: {below: 1}")]
    public void They_ask_for_links(string condition) => Assert.Equal(InspectionNeeds.Links, When(condition).Needs);
}

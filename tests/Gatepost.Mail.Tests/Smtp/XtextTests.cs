using Gatepost.Mail.Smtp;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class XtextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a+2Bb+3Dc", "a+b=c")]
    [InlineData("a+20b", "a b")]
    [InlineData("", "")]
    public void Well_formed_xtext_is_decoded(string encoded, string expected)
    {
        Assert.True(Xtext.TryDecode(encoded, out var text));
        Assert.Equal(expected, text);
        Assert.Equal(expected, Xtext.DecodeLeniently(encoded));
    }

    [Theory]
    [InlineData("a+", "a+")]
    [InlineData("a+2", "a+2")]
    [InlineData("a+GG+2B", "a+GG+")]
    [InlineData("+C3+A4", "ä")]
    [InlineData("🎉+2B🎉", "🎉+🎉")]
    [InlineData("a+E4", "a\uFFFD")]
    [InlineData("a+0D", "a\r")]
    public void A_report_repeats_what_can_be_read_of_it(string encoded, string expected) => Assert.Equal(expected, Xtext.DecodeLeniently(encoded));

    [Theory]
    [InlineData("a=b")]
    [InlineData("a b")]
    [InlineData("a+")]
    [InlineData("a+2")]
    [InlineData("a+GG")]
    [InlineData("a+0D+0A")]
    [InlineData("a+00")]
    [InlineData("a+7F")]
    [InlineData("a+E4")]
    [InlineData("ä")]
    public void Malformed_or_dangerous_xtext_is_refused(string encoded) => Assert.False(Xtext.TryDecode(encoded, out _));
}

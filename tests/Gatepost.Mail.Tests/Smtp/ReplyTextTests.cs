using System.Text;
using Gatepost.Mail.Smtp;
using Gatepost.Mail.Smtp.Server.Transport;

namespace Gatepost.Mail.Tests.Smtp;

public sealed class ReplyTextTests
{
    [Theory]
    [InlineData(499)]
    [InlineData(501)]
    [InlineData(502)]
    [InlineData(5_000)]
    public void No_line_exceeds_512_octets_and_no_word_is_lost(int length)
    {
        var text = string.Join(' ', Enumerable.Range(0, 2_000).Select(i => $"word{i}"))[..length];
        var lines = Lines(SmtpReply.Of(550, 7, 1, text));
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line) + 2, 1, 512));
        Assert.All(lines[..^1], line => Assert.StartsWith("550-5.7.1 ", line, StringComparison.Ordinal));
        Assert.StartsWith("550 5.7.1 ", lines[^1], StringComparison.Ordinal);
        Assert.Equal(text.TrimEnd(), string.Join(' ', lines.Select(line => line[10..])).TrimEnd());
    }

    [Fact]
    public void A_text_without_spaces_is_cut_between_characters()
    {
        var lines = Lines(SmtpReply.Of(550, 7, 1, new string('ä', 700)), allowUtf8: true);
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line) + 2, 1, 512));
        Assert.Equal(700, lines.Sum(line => line.Count(c => c == 'ä')));
    }

    [Theory]
    [InlineData("a\r\n250 forged", "550-5.7.1 a|550 5.7.1 250 forged")]
    [InlineData("a\r250 forged", "550 5.7.1 a?250 forged")]
    [InlineData("a\0\u0007b\u007f", "550 5.7.1 a??b?")]
    [InlineData("", "550 5.7.1 ")]
    public void Input_in_a_text_makes_no_reply_of_its_own(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Lines(SmtpReply.Of(550, 7, 1, text))));

    [Fact]
    public void Only_a_client_that_asked_for_it_hears_Unicode()
    {
        Assert.Equal("550 5.7.1 gr?n", Assert.Single(Lines(SmtpReply.Of(550, 7, 1, "grün"))));
        Assert.Equal("550 5.7.1 grün", Assert.Single(Lines(SmtpReply.Of(550, 7, 1, "grün"), allowUtf8: true)));
        Assert.Equal("550 5.7.1 a?b", Assert.Single(Lines(SmtpReply.Of(550, 7, 1, "a\u202eb"), allowUtf8: true)));
    }

    private static string[] Lines(SmtpReply reply, bool allowUtf8 = false)
    {
        var text = ReplyText.Format(reply, allowUtf8);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        return text[..^2].Split("\r\n");
    }
}

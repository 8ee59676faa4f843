using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Mime;

public sealed class PartLocatorTests
{
    private const string Nested =
        "From: a@b\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\npreamble\r\n"
        + "--a\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html\r\n\r\n--b--\r\n"
        + "--a\r\n"
        + "--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: single\r\nContent-Type: application/x-one\r\n\r\none\r\n"
        + "--a\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nfirst\r\n--c\r\nA: b\r\n\r\ntwo\r\n--c--\r\n"
        + "--a\r\nContent-Type: application/x-three\r\n\r\nthree\r\n--a--\r\nepilogue\r\n";

    [Theory]
    [InlineData("1/1", "\r\nplain")]
    [InlineData("1/2", "Content-Type: text/html\r\n\r\n<p>html\r\n")]
    [InlineData("1", "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nplain\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>html\r\n\r\n--b--")]
    [InlineData("2", "")]
    [InlineData("3", "Content-Type: message/rfc822\r\n\r\nSubject: single\r\nContent-Type: application/x-one\r\n\r\none")]
    [InlineData("3/1", "Subject: single\r\nContent-Type: application/x-one\r\n\r\none")]
    [InlineData("4", "Content-Type: message/rfc822\r\n\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nfirst\r\n--c\r\nA: b\r\n\r\ntwo\r\n--c--")]
    [InlineData("4/2", "A: b\r\n\r\ntwo")]
    [InlineData("5", "Content-Type: application/x-three\r\n\r\nthree")]
    public void A_range_is_what_stands_between_the_boundaries(string path, string octets)
    {
        var range = Locate(Nested)[path];
        Assert.Equal(octets, Nested[(int)range.Begin..(int)range.End]);
    }

    [Fact]
    public void Every_part_has_a_range_and_nothing_else_has()
    {
        var parts = MessagePartReader.Read(new MemoryContent(Encoding.ASCII.GetBytes(Nested)), new ReadingLimits(), TestContext.Current.CancellationToken).All;
        Assert.Equal(parts.Where(part => !part.IsMember).Select(part => part.Path).Order(), Locate(Nested).Keys.Order());
    }

    [Fact]
    public void The_only_part_of_a_message_is_the_message()
    {
        const string message = "Subject: x\r\n\r\nbody\r\n";
        Assert.Equal(new PartRange(0, message.IndexOf("body", StringComparison.Ordinal), message.Length), Locate(message)["1"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Type: multipart/mixed; boundary=a\r\n\r\n")]
    [InlineData("Content-Type: multipart/mixed\r\n\r\nno boundary\r\n")]
    public void What_has_no_parts_has_no_ranges_beyond_the_message(string message) => Assert.All(Locate(message).Keys, path => Assert.Equal("1", path));

    private static IReadOnlyDictionary<string, PartRange> Locate(string message) =>
        PartLocator.Locate(new MemoryContent(Encoding.ASCII.GetBytes(message)), new ReadingLimits(), TestContext.Current.CancellationToken);
}

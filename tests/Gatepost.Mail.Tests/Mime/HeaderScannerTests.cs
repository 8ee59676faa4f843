using System.Text;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Mime;

public sealed class HeaderScannerTests
{
    [Fact]
    public void Fields_can_be_cut_out_byte_for_byte()
    {
        const string Text = "From: a@example.com\r\nX-Odd :  one\r\n\ttwo\r\n three\r\nSubject:hello\r\n\r\nbody: no field\r\n";
        var headers = Scan(Text);
        Assert.Equal(["From", "X-Odd", "Subject"], headers.Fields.Select(field => field.Name));
        Assert.Equal("X-Odd :  one\r\n\ttwo\r\n three\r\n", Text.Substring(headers.Fields[1].Offset, headers.Fields[1].Length));
        Assert.Equal("one\ttwo three", headers.Fields[1].Value);
        Assert.Equal(Text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2, headers.Length);
        Assert.Equal("hello", headers.Find("SUBJECT")!.Value);
    }

    [Theory]
    [InlineData("From a@b Mon Jan  1 00:00:00 2026\r\nSubject: x\r\n\r\n", "an mbox line")]
    [InlineData("no colon here\r\nSubject: x\r\n\r\n", "a line without a colon")]
    [InlineData(" starts with a blank\r\nSubject: x\r\n\r\n", "a continuation of nothing")]
    [InlineData(": empty name\r\nSubject: x\r\n\r\n", "an empty name")]
    [InlineData("Subject: x", "no line end at all")]
    [InlineData("Subject: x\n\nbody", "bare line feeds")]
    public void What_is_no_field_ends_nothing(string text, string what)
    {
        var headers = Scan(text);
        Assert.True(headers.Find("Subject")?.Value == "x", what);
        Assert.Single(headers.Fields);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    [InlineData("\r\nSubject: body\r\n")]
    [InlineData("\0\r\n\r\n")]
    public void An_empty_block_has_no_fields(string text) => Assert.Empty(Scan(text).Fields);

    [Fact]
    public void A_block_in_a_file_is_the_same_as_one_in_memory()
    {
        var text = "Subject: x\r\nX-Long: " + new string('a', 40_000) + "\r\nTo: y\r\n\r\n" + new string('b', 100_000);
        var file = HeaderScanner.Scan(new StreamedContent(Encoding.ASCII.GetBytes(text)));
        var memory = Scan(text);
        Assert.Equal(memory.Length, file.Length);
        Assert.Equal(memory.Fields.Select(field => field.ToString()), file.Fields.Select(field => field.ToString()));
        Assert.False(file.IsTruncated);
    }

    [Fact]
    public void Too_many_fields_are_told_and_the_block_still_ends_where_it_ends()
    {
        var text = string.Concat(Enumerable.Repeat("a:\r\n", 20)) + "\r\nbody";
        var headers = HeaderScanner.Scan(Encoding.ASCII.GetBytes(text), new HeaderLimits { Fields = 10 });
        Assert.True(headers.IsTruncated);
        Assert.Equal(10, headers.Fields.Length);
        Assert.Equal(80, headers.Length);
    }

    [Fact]
    public void A_header_of_just_the_limit_is_whole()
    {
        var text = string.Concat(Enumerable.Repeat("a:\r\n", 10)) + "\r\nbody";
        Assert.False(HeaderScanner.Scan(Encoding.ASCII.GetBytes(text), new HeaderLimits { Fields = 10 }).IsTruncated);
    }

    private static MessageHeaders Scan(string text) => HeaderScanner.Scan(Encoding.UTF8.GetBytes(text));
}

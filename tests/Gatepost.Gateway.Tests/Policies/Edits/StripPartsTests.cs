using System.Text;
using Gatepost.Gateway.Policies;
using MimeKit;
using static Gatepost.Gateway.Tests.Policies.Edits.EditCases;

namespace Gatepost.Gateway.Tests.Policies.Edits;

public sealed class StripPartsTests
{
    private const string Notice = "Removed: évil.exe";

    private const string Header =
        "Received: from a\r\nFROM:  odd@example.org \r\nSubject: =?utf-8?Q?x?=\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\nX-After : y\r\n\r\n";

    private const string Text = "--b\r\nContent-Type: text/plain\r\n\r\nhello =\xff\r\n";
    private const string Evil = "--b\r\nContent-Type: application/zip; name=evil.zip\r\nContent-Transfer-Encoding: base64\r\n\r\nZXZpbA==\r\n";
    private const string Good = "--b\r\nContent-Type: image/png; name=good.png\r\nContent-Transfer-Encoding: base64\r\n\r\nZ29vZA==\r\n";
    private const string Message = Header + "preamble\r\n" + Text + Evil + Good + "--b--\r\n";

    [Theory]
    [InlineData("2")]
    [InlineData("2/1")]
    [InlineData("2/1/3")]
    public void The_attachment_goes_and_a_notice_stands_in_its_place(string path)
    {
        var edited = Edit(Message, new StripPartsEdit([path], Notice));
        Assert.StartsWith(Header + "preamble\r\n" + Text, edited, StringComparison.Ordinal);
        Assert.EndsWith(Good + "--b--\r\n", edited, StringComparison.Ordinal);
        Assert.DoesNotContain("ZXZpbA", edited, StringComparison.Ordinal);
        Assert.Equal(Notice, Assert.IsType<TextPart>(Children(edited)[1]).Text.Trim());
    }

    [Fact]
    public void Header_edits_are_spliced_beside_it()
    {
        var edited = Edit(Message, "T: t\r\n", [new TagSubjectEdit("[CLEANED]"), new StripPartsEdit(["2"], Notice)]);
        Assert.StartsWith("T: t\r\n" + Header.Replace("Subject: ", "Subject: [CLEANED] ", StringComparison.Ordinal), edited, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_parts_leave_one_notice()
    {
        var children = Children(Edit(Message, new StripPartsEdit(["2/5", "3", "2"], Notice)));
        Assert.Equal(2, children.Count);
        Assert.Equal(Notice, Assert.IsType<TextPart>(children[1]).Text.Trim());
    }

    [Fact]
    public void The_only_part_of_a_message_becomes_the_notice_with_a_header_of_its_own()
    {
        const string message = "From: a@b\r\nContent-Type: application/zip;\r\n name=evil.zip\r\nContent-Transfer-Encoding: base64\r\nX: y\r\n\r\nZXZpbA==\r\n";
        var edited = Edit(message, new StripPartsEdit(["1"], Notice));
        var loaded = Load(edited);
        Assert.Equal(Notice, Assert.IsType<TextPart>(loaded.Body).Text.Trim());
        Assert.Contains("From: a@b\r\nX: y\r\n\r\n", edited, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.zip", edited, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("0")]
    [InlineData("")]
    [InlineData("-1")]
    public void A_path_that_cannot_be_found_takes_the_whole_body_rather_than_let_it_pass(string path)
    {
        var edited = Edit(Message, new StripPartsEdit([path], Notice));
        Assert.IsType<TextPart>(Load(edited).Body);
        Assert.DoesNotContain("ZXZpbA", edited, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_of_an_attached_message_is_found()
    {
        const string attached = "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@d\r\nContent-Type: application/zip\r\n\r\nZXZpbA\r\n";
        var edited = Edit(Header + Text + attached + "--b--\r\n", new StripPartsEdit(["2/1"], Notice));
        var message = Assert.IsType<MimeKit.MessagePart>(Children(edited)[1]).Message;
        Assert.NotNull(message);
        Assert.Equal(Notice, Assert.IsType<TextPart>(message.Body).Text.Trim());
        Assert.DoesNotContain("ZXZpbA", edited, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_rebuilt_body_goes_through_a_file_and_comes_back_whole()
    {
        var line = new string('A', 76) + "\r\n";
        var large = string.Concat(Enumerable.Repeat(line, 30_000));
        var edited = Edit(Header + Evil + "--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + large + "--b--\r\n", new StripPartsEdit(["1"], Notice));
        Assert.Contains(large, edited, StringComparison.Ordinal);
    }

    [Fact]
    public void No_parts_to_strip_change_nothing() => Assert.Equal(Message, Edit(Message, new StripPartsEdit([], Notice)));

    [Fact]
    public void Five_thousand_nested_multiparts_are_edited()
    {
        var message = new StringBuilder();
        for (var i = 0; i < 5_000; i++)
            message.Append("Content-Type: multipart/mixed; boundary=b").Append(i).Append("\r\n\r\n--b").Append(i).Append("\r\n");
        message.Append("\r\nZXZpbA");
        var edited = Edit(message.ToString(), new StripPartsEdit(["1/1/1"], Notice));
        Assert.Equal(Notice, Assert.IsType<TextPart>(Leaf(Load(edited).Body)).Text.Trim());
        Assert.DoesNotContain("ZXZpbA", edited, StringComparison.Ordinal);
    }

    private static MimeEntity? Leaf(MimeEntity? current)
    {
        while (current is Multipart { Count: > 0 } next)
            current = next[0];
        return current;
    }

    private static MimeMessage Load(string message) => MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(message)));

    private static Multipart Children(string message) => Assert.IsType<Multipart>(Load(message).Body, exactMatch: false);
}

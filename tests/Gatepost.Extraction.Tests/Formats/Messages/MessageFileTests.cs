using System.Text;
using Gatepost.Mail.Mime;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Extraction.Tests.Formats.Messages;

public sealed class MessageFileTests
{
    [Fact]
    public void Parts_of_a_message_are_members()
    {
        var read = Read("eml", Mixed(TextPart("words"), Attachment("a.zip", Zip(("in.txt", "hello"u8.ToArray())), "application/zip"), "Content-Type: message/rfc822\r\n\r\n" + Plain("inner", "Inner subject")));
        Assert.Empty(read.Problems);
        Assert.Equal([null, "a.zip", null], read.Names);
        Assert.Equal(["text/plain", "application/zip", "text/plain"], read.Nodes.Select(node => node.DeclaredType));
        Assert.Equal([false, true, false], read.Nodes.Select(node => node.IsFile));
        Assert.Equal(("utf-8", "words"), (read.Nodes[0].Charset, read.Text(0)));
        Assert.Contains(read.Answer.Texts, text => text.Text == "Test");
    }

    [Fact]
    public void The_pieces_of_a_page_are_members_of_mhtml()
    {
        const string page = "From: <Saved>\r\nSubject: page\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"b\"\r\n\r\n"
            + "--b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/\r\n\r\n<a href=3D\"x\">y</a>\r\n"
            + "--b\r\nContent-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlh\r\n--b--\r\n";
        var read = Read("mhtml", page);
        Assert.Equal(["text/html", "image/gif"], read.Nodes.Select(node => node.DeclaredType));
        Assert.Equal(["<a href=\"x\">y</a>", "GIF89a"], [read.Text(0), read.Text(1)]);
    }

    [Fact]
    public void A_multipart_without_a_boundary_is_told() =>
        Assert.Contains(Read("eml", "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\nhidden\r\n").Problems, problem => problem.Kind == PartProblemKind.Unread);

    [Fact]
    public void Every_message_of_a_mailbox_is_a_member()
    {
        var box = "From a@b Mon Jan  1 00:00:00 2024\nSubject: one\n\nfirst\n>From here\n\nFrom c@d Mon Jan  1 00:00:00 2024\nSubject: two\n\nand From a line that is no mark\n\nFrom e@f\nSubject: three\n\nlast\n";
        foreach (var text in new[] { box, box.Replace("\n", "\r\n", StringComparison.Ordinal) })
        {
            var read = Read("mbox", text);
            Assert.Empty(read.Problems);
            Assert.Equal(3, read.Nodes.Length);
            Assert.StartsWith("Subject: one", read.Text(0));
            Assert.StartsWith("Subject: two", read.Text(1));
            Assert.EndsWith("last", read.Text(2).TrimEnd());
            Assert.All(read.Nodes, node => Assert.Equal("message/rfc822", node.DeclaredType));
        }
    }

    [Fact]
    public void A_mark_across_two_blocks_is_found()
    {
        for (var length = 65_500; length < 65_560; length++)
        {
            var read = Read("mbox", "From a@b\n\n" + new string('x', length) + "\n\nFrom c@d\nSubject: two\n\n");
            Assert.Equal(2, read.Nodes.Length);
            Assert.StartsWith("Subject: two", read.Text(1));
        }
    }

    [Fact]
    public void A_mailbox_of_too_many_messages_ends_at_the_budget()
    {
        var read = Read("mbox", string.Concat(Enumerable.Repeat("From a@b\nSubject: x\n\ny\n\n", 1_500)));
        Assert.Equal(1_000, read.Nodes.Length);
        Assert.Contains(read.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
    }

    private static Opening Read(string type, string text) => Opening.ReadAs(type, Encoding.UTF8.GetBytes(text));
}

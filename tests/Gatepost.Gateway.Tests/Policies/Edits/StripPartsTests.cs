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
        const string entity = "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: inline\r\n\r\nUmVtb3ZlZDogw6l2aWwuZXhl\r\n";
        Assert.Equal(Header + "preamble\r\n" + Text + entity + Good + "--b--\r\n", edited);
        Assert.Equal(Notice, Assert.IsType<TextPart>(Children(edited)[1]).Text.Trim());
    }

    [Fact]
    public void Header_edits_are_spliced_beside_it()
    {
        var edited = Edit(Message, "T: t\r\n", [new TagSubjectEdit("[CLEANED]"), new StripPartsEdit(["2"], Notice)]);
        Assert.StartsWith("T: t\r\n" + Header.Replace("Subject: ", "Subject: [CLEANED] ", StringComparison.Ordinal), edited, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_parts_the_first_leaves_the_notice_and_the_other_points_to_it()
    {
        var children = Children(Edit(Message, new StripPartsEdit(["2/5", "3", "2"], "gone")));
        Assert.Equal(["gone", "See the notice above."], children.Skip(1).Select(child => Assert.IsType<TextPart>(child).Text.Trim()));
    }

    [Fact]
    public void Two_boundaries_in_a_row_hide_nothing()
    {
        var doubled = Header + Text + "--b\r\n" + Evil + Good + "--b--\r\n";
        var parts = Gatepost.Mail.Mime.MessagePartReader.Read(
            new Gatepost.Mail.Mime.MemoryContent(Encoding.Latin1.GetBytes(doubled)), new Gatepost.Mail.Mime.ReadingLimits(), TestContext.Current.CancellationToken).All;
        var edited = Edit(doubled, new StripPartsEdit([parts.Single(part => part.Name == "evil.zip").Path], Notice));
        Assert.DoesNotContain("ZXZpbA", edited, StringComparison.Ordinal);
        Assert.EndsWith(Good + "--b--\r\n", edited, StringComparison.Ordinal);
        Assert.Equal(Header + Text + "--b\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-Transfer-Encoding: 7bit\r\nContent-Disposition: inline\r\n\r\ngone\r\n" + Evil + Good + "--b--\r\n",
            Edit(doubled, new StripPartsEdit(["2"], "gone")));
    }

    [Fact]
    public void A_part_within_a_part_that_goes_goes_with_it()
    {
        const string inner = "--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\none\r\n--c\r\n\r\ntwo\r\n--c--\r\n";
        var edited = Edit(Header + inner + Good + "--b--\r\n", new StripPartsEdit(["1/2", "1"], "gone"));
        Assert.DoesNotContain("--c", edited, StringComparison.Ordinal);
        Assert.EndsWith(Good + "--b--\r\n", edited, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--b--\r\nsmuggled")]
    [InlineData("line\n\n.\n\rline")]
    [InlineData("\0")]
    public void A_notice_cannot_end_its_own_part(string notice)
    {
        var edited = Edit(Message, new StripPartsEdit(["2"], notice));
        Assert.EndsWith(Good + "--b--\r\n", edited, StringComparison.Ordinal);
        Assert.Equal(3, Children(edited).Count);
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
    public void An_attached_message_of_one_part_keeps_what_says_whose_it_is()
    {
        const string attached = "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: c@d\r\nContent-Type: application/zip\r\nSubject: s\r\n\r\nZXZpbA\r\n";
        var edited = Edit(Header + Text + attached + "--b--\r\n", new StripPartsEdit(["2/1"], "gone"));
        Assert.Contains("From: c@d\r\nSubject: s\r\nContent-Type: text/plain; charset=us-ascii\r\n", edited, StringComparison.Ordinal);
        Assert.Equal("gone", Assert.IsType<TextPart>(Assert.IsType<MimeKit.MessagePart>(Children(edited)[1]).Message!.Body).Text.Trim());
        Assert.DoesNotContain("ZXZpbA", edited, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rspamd_messages")]
    [InlineData("mime_mime4j")]
    [InlineData("mime_enmime")]
    [InlineData("mime_nodemailer")]
    public void Any_part_of_any_mail_can_be_cut_out_and_all_around_it_stays(string set)
    {
        var cuts = 0;
        foreach (var (name, octets) in Gatepost.Testing.Messages.CorpusArchive.Files(set).Where(file => file.Octets.Length < 200_000))
        {
            var ranges = Gatepost.Mail.Mime.PartLocator.Locate(new Gatepost.Mail.Mime.MemoryContent(octets), new Gatepost.Mail.Mime.ReadingLimits(), TestContext.Current.CancellationToken);
            var message = Encoding.Latin1.GetString(octets);
            foreach (var (path, range) in ranges.Where(pair => pair.Value.Begin > 0).Take(20))
            {
                var edited = Edit(message, new StripPartsEdit([path], "gone"));
                Assert.True(edited.StartsWith(message[..(int)range.Begin], StringComparison.Ordinal), $"{name} {path}");
                Assert.True(edited.EndsWith(message[(int)range.End..], StringComparison.Ordinal), $"{name} {path}");
                cuts++;
            }
        }
        Assert.NotEqual(0, cuts);
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

using System.Text;
using Gatepost.Gateway.Policies;
using static Gatepost.Gateway.Tests.Policies.Edits.EditCases;

namespace Gatepost.Gateway.Tests.Policies.Edits;

public sealed class TagSubjectTests
{
    [Theory]
    [InlineData("Subject: hello", "Subject: [SPAM] hello")]
    [InlineData("Subject:hello", "Subject: [SPAM] hello")]
    [InlineData("subject : hello", "subject : [SPAM] hello")]
    [InlineData("Subject:   spaced  out ", "Subject: [SPAM]   spaced  out ")]
    [InlineData("Subject:", "Subject: [SPAM]")]
    [InlineData("Subject: ", "Subject: [SPAM] ")]
    [InlineData("Subject: =?utf-8?B?0L/RgNC40LLQtdGC?=", "Subject: [SPAM] =?utf-8?B?0L/RgNC40LLQtdGC?=")]
    [InlineData("Subject:\r\n =?utf-8?Q?folded?=\r\n\tagain", "Subject: [SPAM]\r\n =?utf-8?Q?folded?=\r\n\tagain")]
    [InlineData("Subject: \xd0\xbf raw octets \xff", "Subject: [SPAM] \xd0\xbf raw octets \xff")]
    [InlineData("Subject: about [SPAM] and other foods", "Subject: [SPAM] about [SPAM] and other foods")]
    [InlineData("Subject: a\r\nSubject: b", "Subject: [SPAM] a\r\nSubject: [SPAM] b")]
    public void The_tag_is_inserted_and_the_rest_stays(string before, string after) =>
        Assert.Equal($"A: 1\r\n{after}\r\nB: 2\r\n\r\nSubject: body\r\n", Edit($"A: 1\r\n{before}\r\nB: 2\r\n\r\nSubject: body\r\n", new TagSubjectEdit("[SPAM]")));

    [Theory]
    [InlineData("Subject: [SPAM] hello")]
    [InlineData("Subject: [spam] hello")]
    [InlineData("Subject: Re: [SPAM] hello")]
    [InlineData("Subject: AW: Fwd: [SPAM]")]
    [InlineData("Subject: =?utf-8?B?W1NQQU1dIHg=?=")]
    [InlineData("Subject: =?us-ascii?Q?=5BSPAM=5D?= x")]
    public void A_subject_that_carries_the_tag_stays(string subject)
    {
        var message = $"{subject}\r\n\r\nbody";
        Assert.Equal(message, Edit(message, new TagSubjectEdit("[SPAM]")));
    }

    [Theory]
    [InlineData("A: 1\r\n\r\nbody", "Subject: [SPAM]\r\nA: 1\r\n\r\nbody")]
    [InlineData("\r\nbody", "Subject: [SPAM]\r\n\r\nbody")]
    [InlineData("A: 1", "Subject: [SPAM]\r\nA: 1")]
    public void A_missing_subject_becomes_the_tag(string before, string after) => Assert.Equal(after, Edit(before, new TagSubjectEdit("[SPAM]")));

    [Theory]
    [InlineData("Subject: plain")]
    [InlineData("Subject: =?utf-8?B?0L/RgNC40LLQtdGC?=")]
    [InlineData("Subject:\r\n =?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=")]
    public void A_unicode_tag_is_encoded_and_keeps_one_space(string subject)
    {
        var edited = Edit($"{subject}\r\n\r\nbody", new TagSubjectEdit("[реклама]"));
        var before = MimeKit.Utils.Rfc2047.DecodeText(Encoding.Latin1.GetBytes(subject["Subject:".Length..])).Trim();
        var after = MimeKit.Utils.Rfc2047.DecodeText(Encoding.Latin1.GetBytes(edited["Subject:".Length..edited.IndexOf("\r\n\r\n", StringComparison.Ordinal)])).Trim();
        Assert.Equal("[реклама] " + before, after);
        Assert.True(Ascii.IsValid(edited));
    }

    [Fact]
    public void Two_tags_stand_one_before_the_other_and_never_twice()
    {
        var tags = new MessageEdit[] { new TagSubjectEdit("[A]"), new TagSubjectEdit("[B]"), new TagSubjectEdit("[a]") };
        Assert.Equal("Subject: [B] [A] x\r\n\r\n", Edit("Subject: x\r\n\r\n", tags));
        Assert.Equal("Subject: [B] [A]\r\n\r\n", Edit("\r\n", tags));
    }

    [Fact]
    public void A_tag_cannot_bring_a_line_of_its_own() =>
        Assert.Equal("Subject: [A]  Bcc: x hello\r\n\r\n", Edit("Subject: hello\r\n\r\n", new TagSubjectEdit("[A]\r\nBcc: x")));

    [Fact]
    public void A_line_that_would_grow_beyond_998_is_folded()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 198));
        var edited = Edit($"Subject: {text}\r\n\r\n", new TagSubjectEdit("[SPAM]"));
        Assert.Equal($"Subject: [SPAM]\r\n {text}\r\n\r\n", edited);
    }

    [Theory]
    [InlineData("=?utf-8?Q?")]
    [InlineData("=?utf-8?B?0L8=?= ")]
    [InlineData("\"")]
    [InlineData("a: ")]
    [InlineData("=?")]
    [InlineData("\r\n ")]
    public void A_megabyte_of_subject_is_tagged_in_no_time(string unit)
    {
        var message = Encoding.Latin1.GetBytes("Subject: x" + string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length)) + "\r\n\r\n");
        var limit = TimeSpan.FromMilliseconds(200);
        var time = Gatepost.Testing.Messages.Timing.Best(limit, () =>
        {
            var edited = Gatepost.Gateway.Policies.Edits.MessageEditor.Open(new Gatepost.Mail.Mime.MemoryContent(message), "", [new TagSubjectEdit("[T]")]);
            Assert.InRange(edited.Length - message.Length, 4, 6);
        });
        Assert.True(time < limit, time.ToString());
    }
}

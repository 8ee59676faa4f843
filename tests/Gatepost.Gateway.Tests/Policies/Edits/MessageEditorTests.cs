using System.Text;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Mime;
using static Gatepost.Gateway.Tests.Policies.Edits.EditCases;

namespace Gatepost.Gateway.Tests.Policies.Edits;

public sealed class MessageEditorTests
{
    private const string Simple = "From: a@example.org\r\nSubject: hello\r\n\r\nbody\r\n";

    [Fact]
    public void Without_edits_the_copy_is_the_trace_and_the_original_octets()
    {
        const string odd = "Odd :value \r\nno colon here\r\n\tfold\0\xff\r\n\r\nbody without end";
        Assert.Equal("Received: x\r\n" + odd, Edit(odd, "Received: x\r\n", []));
        Assert.Equal(odd, Edit(odd));
        Assert.Equal("", Edit(""));
    }

    [Fact]
    public void A_new_header_stands_between_the_trace_and_the_original()
    {
        Assert.Equal("Received: x\r\nX-One: 1\r\nX-Two: 2\r\n" + Simple,
            Edit(Simple, "Received: x\r\n", [new AddHeaderEdit("X-One", "1"), new AddHeaderEdit("X-Two", "2")]));
    }

    [Theory]
    [InlineData("x\r\nBcc: victim@example.net")]
    [InlineData("x\nBcc: victim@example.net")]
    [InlineData("x\r\n\r\nbody")]
    [InlineData("x\0y\u0085z\u2028")]
    public void A_value_cannot_bring_a_line_of_its_own(string value)
    {
        var edited = Edit(Simple, new AddHeaderEdit("X-Note", value));
        Assert.EndsWith("\r\n" + Simple, edited, StringComparison.Ordinal);
        var header = edited[..^Simple.Length];
        Assert.Single(header.Split("\r\n", StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("\0", header, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("X Y")]
    [InlineData("X:Y")]
    [InlineData("X\r\nY")]
    [InlineData("Xé")]
    public void What_is_no_field_name_adds_nothing(string name) => Assert.Equal(Simple, Edit(Simple, new AddHeaderEdit(name, "v")));

    [Fact]
    public void Unicode_is_encoded_between_characters_and_comes_back()
    {
        var value = string.Concat(Enumerable.Repeat("Проверка 测试 🎉 ", 20)).Trim();
        var edited = Edit(Simple, new AddHeaderEdit("X-Note", value));
        var field = edited[..^Simple.Length];
        Assert.All(field.Split("\r\n"), line => Assert.True(line.Length <= 90, line));
        Assert.True(Ascii.IsValid(field));
        Assert.Equal(value, MimeKit.Utils.Rfc2047.DecodeText(Encoding.ASCII.GetBytes(field["X-Note:".Length..])).Trim());
    }

    [Fact]
    public void A_long_value_is_folded_and_unfolds_to_itself()
    {
        var value = string.Join(' ', Enumerable.Range(1000, 60)) + "  two spaces";
        var field = Edit(Simple, new AddHeaderEdit("X-Numbers", value))[..^Simple.Length];
        Assert.All(field.Split("\r\n"), line => Assert.True(line.Length <= 78, line));
        Assert.Equal("X-Numbers: " + value + "\r\n", field.Replace("\r\n ", " ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_word_too_long_to_fold_is_encoded()
    {
        var field = Edit(Simple, new AddHeaderEdit("X-Long", new string('a', 2000)))[..^Simple.Length];
        Assert.All(field.Split("\r\n"), line => Assert.True(line.Length <= 90, line));
    }

    [Fact]
    public void Removing_takes_every_field_of_the_name_with_its_folds_and_nothing_else()
    {
        const string message = "X-A: 1\r\nAuthentication-Results: mx.example.org;\r\n\tspf=pass\r\nX-B: 2\r\nauthentication-results : other.example\r\n\r\nb";
        Assert.Equal("X-A: 1\r\nX-B: 2\r\n\r\nb", Edit(message, new RemoveHeaderEdit("Authentication-Results")));
    }

    [Theory]
    [InlineData("mx.example.org; spf=pass", true)]
    [InlineData("MX.EXAMPLE.ORG; spf=pass", true)]
    [InlineData("mx.example.org", true)]
    [InlineData("mx.example.org.; none", true)]
    [InlineData("mx.example.org 1; none", true)]
    [InlineData("\r\n\t mx.example.org; none", true)]
    [InlineData("(a (nested \\) one)) mx.example.org; none", true)]
    [InlineData("(a)\"mx.example.org\"; none", true)]
    [InlineData("\"mx\\.example.org\"; dmarc=pass", true)]
    [InlineData("(a) \"\\m\\x.example.\r\n org\"; none", false)]
    [InlineData("\"\\m\\x.example.org\\.\"; none", true)]
    [InlineData("\"mx.example.org", true)]
    [InlineData("\"mx.example\\.org.example.net\"; none", false)]
    [InlineData("\"mx\\\\.example.org\"; none", false)]
    [InlineData("mx.example.org.example.net; none", false)]
    [InlineData("mx.example.org-x; none", false)]
    [InlineData("other; mx.example.org", false)]
    [InlineData("(mx.example.org) other; none", false)]
    public void A_value_prefix_names_a_whole_authserv_id(string value, bool removed)
    {
        var message = $"Authentication-Results: {value}\r\nSubject: s\r\n\r\nb";
        Assert.Equal(removed ? "Subject: s\r\n\r\nb" : message, Edit(message, new RemoveHeaderEdit("Authentication-Results", "mx.example.org")));
    }

    [Fact]
    public void The_stream_seeks_and_reads_across_segments()
    {
        var octets = Encoding.Latin1.GetBytes(Simple);
        var edited = MessageEditor.Open(new StreamedContent(octets), "T: t\r\n", [new TagSubjectEdit("[X]"), new AddHeaderEdit("A", "b")]);
        using var stream = edited.OpenRead();
        var whole = new byte[edited.Length];
        stream.ReadExactly(whole);
        Assert.Equal(0, stream.Read(new byte[1]));
        for (var i = 0; i < whole.Length; i++)
        {
            stream.Seek(i, SeekOrigin.Begin);
            Assert.Equal(whole[i], stream.ReadByte());
        }
        stream.Seek(-1, SeekOrigin.End);
        Assert.Equal(whole[^1], stream.ReadByte());
        stream.Position = 1000;
        Assert.Equal(-1, stream.ReadByte());
    }

    [Fact]
    public void A_megabyte_of_subjects_is_tagged_where_readers_look_and_costs_what_its_length_does()
    {
        var (small, large) = (Subjects(30_000), Subjects(60_000));
        Edit(small, new TagSubjectEdit("[T]"));
        Assert.True(Allocated(large) < 3 * Allocated(small));
        var edited = Edit(large, new TagSubjectEdit("[T]"));
        Assert.Equal(16, edited.Split("[T]").Length - 1);
        Assert.StartsWith("Subject: [T] ((((((\r\n", edited, StringComparison.Ordinal);
        Assert.EndsWith("Subject: [T] ((((((\r\n\r\n", edited, StringComparison.Ordinal);
    }

    private static long Allocated(string message)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Edit(message, new TagSubjectEdit("[T]"), new RemoveHeaderEdit("Subject", "other"));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string Subjects(int count) => string.Concat(Enumerable.Repeat("Subject: ((((((\r\n", count)) + "\r\n";
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Mime;

public sealed class MessagePartReaderTests
{
    [Fact]
    public void A_simple_message_has_one_part_numbered_1()
    {
        var parts = Read(Plain("hello"));
        var part = Assert.Single(parts.All);
        Assert.Equal(("1", "text/plain", null, 7L), (part.Path, part.DeclaredType, part.Parent, part.Size));
        Assert.Equal("hello\r\n", Text(parts, part));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("hello\r\n"u8)), part.Sha256);
    }

    [Fact]
    public void Parts_are_numbered_as_imap_numbers_them()
    {
        var inner = $"Content-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n{TextPart("a")}\r\n--in\r\nContent-Type: text/html\r\n\r\n<p>a\r\n--in--";
        var attached = "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner body";
        var parts = Read(Mixed(inner, Attachment("x.bin", [1, 2, 3]), attached));
        Assert.Equal(["1", "1/1", "1/2", "2", "3", "3/1"], parts.All.Select(part => part.Path));
        Assert.Equal([true, false, false, false, true, false], parts.All.Select(part => part.IsMultipart));
        Assert.Equal([null, "1", "1", null, null, "3"], parts.All.Select(part => part.Parent));
        Assert.Equal([false, false, false, true, false, false], parts.All.Select(part => part.IsAttachment));
        Assert.Equal([1, 2, 3], Octets(parts, parts.All[3]));
        Assert.Equal("inner body", Text(parts, parts.All[5]));
        Assert.Empty(parts.Problems);
    }

    [Theory]
    [InlineData("Content-Disposition: attachment; filename=\"=?utf-8?B?5Y+R56WoLnBkZg==?=\"", "发票.pdf")]
    [InlineData("Content-Disposition: attachment; filename*=utf-8''%E5%8F%91%E7%A5%A8.pdf", "发票.pdf")]
    [InlineData("Content-Disposition: attachment; filename*0*=utf-8''%E5%8F; filename*1*=%91.pdf", "发.pdf")]
    [InlineData("Content-Type: application/pdf; name=a.pdf", "a.pdf")]
    [InlineData("Content-Disposition: attachment; filename=发票.pdf", "发票.pdf")]
    public void Names_are_decoded(string field, string expected) =>
        Assert.Equal(expected, Read(Mixed($"{field}\r\n\r\nx")).All[0].Name);

    [Fact]
    public void A_second_name_is_kept_as_evidence()
    {
        var part = Read(Mixed("Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.exe\r\n\r\nx")).All[0];
        Assert.Equal("a.exe", part.Name);
        Assert.Equal(["a.png"], part.OtherNames);
    }

    [Theory]
    [InlineData("base64", "aGVs\r\nbG8=", "hello")]
    [InlineData("BASE64", "aG!!Vs bG8", "hello")]
    [InlineData("base64", "aGVs=bG8=", "hello")]
    [InlineData("quoted-printable", "h=65ll=\r\no", "hello")]
    [InlineData("x-uuencode", "begin 644 a\r\n%:&5L;&\\`\r\n`\r\nend\r\n", "hello")]
    [InlineData("8bit", "hello", "hello")]
    [InlineData("nonsense", "hello", "hello")]
    public void Transfer_encodings_are_decoded(string encoding, string body, string expected)
    {
        var parts = Read(Mixed($"Content-Type: text/plain\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}"));
        Assert.Equal(expected, Text(parts, parts.All[0]));
        Assert.Equal(expected.Length, parts.All[0].Size);
    }

    [Theory]
    [InlineData("Content-Disposition: attachment; =; filename=evil.exe")]
    [InlineData("Content-Disposition: attachment; \"x\"; FileName = \"evil.exe\"")]
    [InlineData("Content-Disposition: attachment; x=\"; filename=\"evil.exe\"")]
    [InlineData("Content-Disposition: ; filename=evil.exe")]
    [InlineData("Content-Disposition: attachment; =; filename*=utf-8''evil%2Eexe")]
    [InlineData("Content-Disposition: attachment; =; filename*0=\"ev\"; filename*1=il.exe")]
    [InlineData("Content-Disposition: attachment; =; filename=\"=?utf-8?Q?evil=2Eexe?=\"")]
    [InlineData("Content-Type: application/octet-stream; =; name=\"evil.exe\"")]
    [InlineData("Content-Type: =; name=evil.exe")]
    public void A_stray_parameter_does_not_hide_the_file_name(string field)
    {
        var parts = Read(Mixed($"{field}\r\n\r\nbody"));
        Assert.Equal(("evil.exe", true), (parts.All[0].Name, parts.All[0].IsAttachment));
        Assert.All(parts.Problems, problem => Assert.Equal((PartProblemKind.Malformed, "1"), (problem.Kind, problem.Part)));
    }

    [Theory]
    [InlineData("Content-Disposition: attachment; filename=good.txt; size=3", "good.txt")]
    [InlineData("Content-Disposition: inline", null)]
    [InlineData("Content-Type: text/plain; charset=utf-8; x-filename=no", null)]
    public void A_proper_field_is_no_problem(string field, string? name)
    {
        var parts = Read(Mixed($"{field}\r\n\r\nbody"));
        Assert.Equal(name, parts.All[0].Name);
        Assert.Empty(parts.Problems);
    }

    [Fact]
    public void An_attached_message_in_base64_is_malformed_and_not_silent()
    {
        var parts = Read(Mixed("Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n" + Convert.ToBase64String("Subject: x\r\n\r\nbody"u8)));
        Assert.True(parts.All.Length > 1 || parts.Problems.Any(problem => problem.Kind == PartProblemKind.Unread));
    }

    [Fact]
    public void Deep_nesting_ends_at_the_limit_with_a_problem()
    {
        var message = new StringBuilder("Subject: deep\r\n");
        for (var level = 0; level < 10_000; level++)
            message.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");
        var parts = Read(message.ToString());
        Assert.Contains(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
        Assert.True(parts.All.Length <= new ReadingLimits().MimeDepth + 1);
    }

    [Fact]
    public void Nesting_below_the_limit_is_no_problem()
    {
        var message = new StringBuilder("Subject: deep\r\n");
        for (var level = 0; level < 50; level++)
            message.Append(CultureInfo.InvariantCulture, $"Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n");
        message.Append("\r\nbody\r\n");
        for (var level = 49; level >= 0; level--)
            message.Append(CultureInfo.InvariantCulture, $"--b{level}--\r\n");
        var parts = Read(message.ToString());
        Assert.Empty(parts.Problems);
        Assert.Equal("body", Text(parts, parts.All[^1]));
    }

    [Fact]
    public void A_hundred_thousand_parts_end_at_the_limit()
    {
        var parts = Read(Mixed([.. Enumerable.Repeat("\r\nx", 100_000)]));
        Assert.Equal(new ReadingLimits().Parts, parts.All.Length);
        Assert.Single(parts.Problems, problem => problem.Kind == PartProblemKind.LimitReached);
    }

    [Fact]
    public void A_large_attachment_is_hashed_without_being_held()
    {
        var octets = new byte[18_000_000];
        new Random(1).NextBytes(octets);
        var content = new StreamedContent(Encoding.ASCII.GetBytes(Mixed(TextPart("see file"), Attachment("big.bin", octets))));
        MessagePartReader.Read(content, new ReadingLimits(), default);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var parts = MessagePartReader.Read(content, new ReadingLimits(), default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(octets)), parts.All[1].Sha256);
        Assert.InRange(allocated, 0, 1_000_000);
        using var again = parts.Open(parts.All[1]);
        Assert.Equal(parts.All[1].Sha256, Convert.ToHexStringLower(SHA256.HashData(again)));
    }

    [Fact]
    public void Garbage_never_escapes_as_an_exception()
    {
        var random = new Random(11);
        var words = new[] { "Content-Type: multipart/mixed; boundary=b", "--b", "--b--", "Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "", "PK\u0003\u0004", "a: b", ":", " ", "=?utf-8?q?" };
        for (var round = 0; round < 3_000; round++)
        {
            var text = string.Join(random.Next(2) == 0 ? "\r\n" : "\n", Enumerable.Range(0, random.Next(30)).Select(_ => words[random.Next(words.Length)]));
            var parts = Read(text);
            foreach (var part in parts.All.Where(part => !part.IsMultipart))
                Assert.True(part.Size == Octets(parts, part).Length, $"{part.Path}, {part.Size}, {Octets(parts, part).Length}: {text.ReplaceLineEndings("|")}");
        }
    }

    private static IMessageParts Read(string message) => MessagePartReader.Read(Content(message), new ReadingLimits(), default);

    private static byte[] Octets(IMessageParts parts, MessagePart part)
    {
        using var stream = parts.Open(part);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Text(IMessageParts parts, MessagePart part) => Encoding.UTF8.GetString(Octets(parts, part));
}

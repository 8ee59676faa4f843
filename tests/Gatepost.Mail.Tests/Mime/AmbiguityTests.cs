using System.Text;
using Gatepost.Mail.Mime;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Mail.Tests.Mime;

/// <summary>What one mail program reads and another does not is told, and what only looks like it is not.</summary>
public sealed class AmbiguityTests
{
    private const string Program = "Content-Type: application/x-msdownload; name=a.exe\r\n\r\nMZ\r\n";

    [Theory]
    [InlineData("boundary=b", "--b x\r\n", "--b--")]
    [InlineData("boundary=b", "--bc\r\n", "--b--")]
    [InlineData("boundary=\"b \"", "--b \r\n", "--b --")]
    [InlineData("boundary=c; boundary=b", "--b\r\n", "--b--")]
    [InlineData("boundary=b; boundary=c", "--b\r\n\r\nhello\r\n--b--\r\n--c\r\n", "--c--")]
    [InlineData("boundary=b", "nothing that anybody reads\r\n", "")]
    [InlineData("boundary=b", "--b--\r\n", "")]
    [InlineData("boundary=b", "--b\r\n\r\nhello\r\n--b \tx\r\n", "--b--")]
    [InlineData("boundary=b", "--b\r\n\r\nhello\r\n--b--x\r\n", "--b--")]
    [InlineData("boundary=b", "--b\r\n\r\nhello\r\n--b--\r\n--b\r\n", "--b--")]
    [InlineData("boundary=b", "--b\r\n\r\nhello\r\n--b--\r\nfoo\r\n--bc\r\n", "")]
    [InlineData("boundary=b", "--b\r\nContent-Type: multipart/alternative; boundary=in\r\n\r\n--in\r\n\r\nhello\r\n--b ?\r\n", "--in--\r\n--b--")]
    public void A_part_that_only_some_programs_see_is_told(string parameters, string before, string after) =>
        Assert.Contains(Read($"Content-Type: multipart/mixed; {parameters}\r\n\r\n{before}{Program}{after}").Problems, problem => problem.Kind == PartProblemKind.Unread);

    [Theory]
    [InlineData("--b\r\n\r\nhello\r\n--b--\r\n")]
    [InlineData("--b \t\r\n\r\nhello\r\n--b-- \r\n")]
    [InlineData("This is a multi-part message in MIME format.\r\n--b\r\n\r\nhello\r\n--b--\r\n-- \r\nA list about --b\r\n")]
    [InlineData("--b\r\n\r\nhello\r\n-- \r\nme\r\n--\r\n--a\r\n> --b x\r\n --b x\r\nx--b\r\n-b\r\n--b--")]
    [InlineData("--b\r\n\r\nhello\r\n--b--\r\n\r\n--b--\r\n")]
    [InlineData("--b\r\nContent-Type: multipart/alternative; boundary=b-in\r\n\r\n--b-in\r\n\r\nhello\r\n--b-in--\r\n\r\n--b-in--\r\n--b--\r\n")]
    [InlineData("--b\r\n\r\nnever ends")]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    public void A_multipart_as_programs_write_it_is_no_problem(string body) =>
        Assert.Empty(Read($"Content-Type: multipart/mixed; boundary=b\r\n\r\n{body}").Problems);

    [Theory]
    [InlineData("This is a multi-part message in MIME format.\r\n", false)]
    [InlineData("This is a multi-part message in MIME format.\r\n-- \r\nme\r\n", false)]
    [InlineData("This is a multi-part message in MIME format.\r\n--other\r\nContent-Type: application/zip\r\n\r\nPK\r\n", true)]
    public void A_bounce_may_return_the_beginning_of_a_message_but_no_part_that_only_some_programs_see(string preamble, bool isTold)
    {
        var returned = $"Content-Type: message/rfc822\r\n\r\nSubject: returned\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n{preamble}";
        var problems = Read($"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nIt failed.\r\n--b\r\n{returned}--b--\r\n").Problems;
        Assert.Equal(isTold, problems.Any(problem => problem.Kind == PartProblemKind.Unread));
    }

    [Theory]
    [InlineData("no header at all, and https://example.org\r\n", true)]
    [InlineData("no header at all\r\n\r\nbody\r\n", true)]
    [InlineData("\u0000\u0001\u0002\r\n", true)]
    [InlineData("Subject: a\r\n\r\nbody\r\n", false)]
    [InlineData("From a@example.org Thu Jan  1 00:00:00 2026\r\nSubject: a\r\n\r\nbody\r\n", false)]
    [InlineData(">From a@example.org Thu Jan  1 00:00:00 2026\r\nSubject: a\r\n\r\nbody\r\n", false)]
    [InlineData("Subject: a\r\n", false)]
    [InlineData("\r\nbody\r\n", false)]
    [InlineData("", false)]
    public void An_attached_message_that_begins_with_no_header_is_told(string message, bool isTold)
    {
        var parts = Read($"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{message}--b--\r\n");
        Assert.Equal(isTold ? ["1"] : [], parts.Problems.Where(problem => problem.Kind == PartProblemKind.Unread).Select(problem => problem.Part));
    }

    [Theory]
    [InlineData("Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Content-Type: multipart/mixed; boundary=c\r\nContent-Type: multipart/mixed; boundary=b")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Type: text/plain; charset=utf-7")]
    [InlineData("Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: base64")]
    [InlineData("Content-Type: message/partial; id=a; number=1; total=2")]
    [InlineData("Content-Type: text/plain\r\nContent-Type: text/plain\r\nContent-Type: text/plain\r\nContent-Type: text/plain\r\nContent-Type: text/html")]
    public void Two_fields_that_say_different_things_are_told(string fields)
    {
        Assert.Contains(Read($"{fields}\r\n\r\n--b\r\n{Program}--b--\r\n").Problems, problem => problem.Kind == PartProblemKind.Unread);
        Assert.Contains(Read(Mixed($"{fields}\r\n\r\n--b\r\n{Program}--b--\r\n")).Problems, problem => problem is { Kind: PartProblemKind.Unread, Part: "1" });
    }

    [Theory]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Type: Text/Plain;\r\n charset=\"UTF-8\"; format=flowed")]
    [InlineData("Content-Transfer-Encoding: 7bit\r\nContent-Transfer-Encoding: 8BIT")]
    [InlineData("Content-Transfer-Encoding: Base64\r\nContent-Transfer-Encoding: base64")]
    [InlineData("Content-Type: message/delivery-status")]
    public void Two_fields_that_say_the_same_are_no_problem(string fields) => Assert.Empty(Read($"{fields}\r\n\r\naGVsbG8=\r\n").Problems);

    [Theory]
    [InlineData("Content-Type: text/plain", PartProblemKind.Unread)]
    [InlineData("content-transfer-encoding: base64", PartProblemKind.Unread)]
    [InlineData("Subject: hello", PartProblemKind.Malformed)]
    public void A_byte_order_mark_hides_no_part(string first, PartProblemKind kind)
    {
        var parts = Read($"\ufeff{first}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n{Program}--b--\r\n");
        Assert.Equal("a.exe", Assert.Single(parts.All).Name);
        Assert.Equal(kind, Assert.Single(parts.Problems).Kind);
        var streamed = MessagePartReader.Read(
            new StreamedContent(Encoding.UTF8.GetBytes($"\ufeff{first}\r\n\r\nbody")), new ReadingLimits(), default);
        Assert.Equal(kind, Assert.Single(streamed.Problems).Kind);
    }

    [Fact]
    public void A_byte_order_mark_in_a_text_is_no_problem() => Assert.Empty(Read(Mixed(TextPart("\ufeffhello"))).Problems);

    [Theory]
    [InlineData("Content-Disposition: attachment; filename=\"invoice.exe\"; filename*=UTF-8''invoice.txt", "invoice.txt", "invoice.exe")]
    [InlineData("Content-Disposition: attachment; filename*=UTF-8''invoice.txt; filename=\"invoice.exe\"", "invoice.txt", "invoice.exe")]
    [InlineData("Content-Disposition: attachment; filename=invoice.txt; filename=invoice.exe", "invoice.txt", "invoice.exe")]
    [InlineData("Content-Disposition: attachment; filename*0=invoice.txt; filename*1=; filename*0=invoice.; filename*1=exe", null, "invoice.exe")]
    [InlineData("Content-Disposition: attachment; filename=a.txt\r\nContent-Disposition: attachment; filename=a.exe", "a.txt", "a.exe")]
    [InlineData("Content-Type: image/png; name=a.png; name=a.exe", "a.png", "a.exe")]
    [InlineData("Content-Disposition: attachment; filename=a.exe .txt", null, "a.exe")]
    public void Every_name_that_a_program_may_save_is_known(string fields, string? name, string other)
    {
        var part = Read(Mixed($"{fields}\r\n\r\nMZ")).All[0];
        Assert.Contains(other, part.OtherNames);
        if (name is not null)
            Assert.Equal(name, part.Name);
    }

    [Theory]
    [InlineData("Content-Disposition: attachment; filename=\"my file.pdf\"; filename*=UTF-8''my%20file.pdf")]
    [InlineData("Content-Disposition: attachment; filename*=gb2312''%C4%E3%BA%C3.pdf; filename=\"=?utf-8?B?5L2g5aW9LnBkZg==?=\"")]
    [InlineData("Content-Disposition: attachment; filename*0*=utf-8''%E5%8F%91; filename*1*=%E7%A5%A8.pdf")]
    [InlineData("Content-Disposition: attachment; filename=\"a name that was\r\n folded.pdf\"")]
    [InlineData("Content-Disposition: attachment; filename=my file.pdf")]
    [InlineData("Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"a.pdf\"; size=12")]
    public void One_name_written_twice_is_one(string fields)
    {
        var parts = Read(Mixed($"{fields}\r\n\r\nx"));
        Assert.Empty(parts.Problems);
        Assert.Empty(parts.All[0].OtherNames);
    }

    [Theory]
    [InlineData("invoice\u001b$B.exe")]
    [InlineData("\u00ff\u00feinvoice.exe")]
    [InlineData("\u00fe\u00ffinvoice.exe")]
    [InlineData("\u0082\u00a8\u008e\u0078\u0095\u00a5\u0082\u00a2\u0082\u00cc\u0082\u00a8\u0092\u006d\u0082\u00e7\u0082\u00b9\u0081.exe")]
    public void Letters_that_are_recovered_hide_no_extension(string raw)
    {
        var octets = Encoding.Latin1.GetBytes(Mixed($"Content-Disposition: attachment; filename=\"{raw}\"\r\n\r\nMZ"));
        var part = MessagePartReader.Read(new MemoryContent(octets), new ReadingLimits(), default).All[0];
        Assert.Contains(part.OtherNames.Append(part.Name!), name => name.EndsWith(".exe", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(50221, "請求書.pdf")]
    [InlineData(932, "お支払いのお知らせ.pdf")]
    [InlineData(1251, "Привет, как дела.pdf")]
    [InlineData(65001, "Grüße.pdf")]
    public void Letters_of_any_writing_are_recovered_without_a_second_name(int codePage, string name)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        byte[] octets = [.. "Content-Disposition: attachment; filename=\""u8, .. encoding.GetBytes(name), .. "\"\r\n\r\nx"u8];
        var part = MessagePartReader.Read(new MemoryContent(octets), new ReadingLimits(), default).All[0];
        Assert.Equal(name, part.Name);
        Assert.Empty(part.OtherNames);
    }

    [Theory]
    [InlineData("text", "text/plain")]
    [InlineData("=", "text/plain")]
    [InlineData("text/; charset=utf-8", "text/plain")]
    [InlineData("/html", "text/plain")]
    [InlineData("text/html", "text/html")]
    [InlineData("application/pdf (a comment)", "application/pdf")]
    public void An_entity_of_no_type_is_text(string type, string expected)
    {
        var parts = Read($"Content-Type: {type}\r\n\r\nhello");
        Assert.Equal(expected, parts.All[0].DeclaredType);
        Assert.Equal(expected == "text/plain", parts.Problems.Any(problem => problem.Kind == PartProblemKind.Malformed));
    }

    [Fact]
    public void Hundreds_of_names_are_told()
    {
        var names = string.Concat(Enumerable.Range(0, 500).Select(number => $"; filename=a{number}.txt"));
        var parts = Read(Mixed($"Content-Disposition: attachment{names}; filename=a.exe\r\n\r\nx"));
        Assert.Equal(new ReadingLimits().OtherNames, parts.All[0].OtherNames.Length);
        Assert.Equal(PartProblemKind.LimitReached, Assert.Single(parts.Problems).Kind);
    }

    private static IMessageParts Read(string message) => MessagePartReader.Read(Content(message), new ReadingLimits(), default);
}

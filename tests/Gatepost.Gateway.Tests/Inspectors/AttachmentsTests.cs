using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors.Attachments;
using Gatepost.Gateway.Tests.Inspection;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Gateway.Tests.Inspectors;

public sealed class AttachmentsTests
{
    [Theory]
    [InlineData("invoice.pdf.exe", AttachmentFindings.DoubleExtension)]
    [InlineData("invoice.PDF.ExE", AttachmentFindings.DoubleExtension)]
    [InlineData("invoice.pdf                         .exe", AttachmentFindings.DoubleExtension)]
    [InlineData("invoice\u202efdp.exe", AttachmentFindings.Reversed)]
    [InlineData("in\u200bvoice.pdf", AttachmentFindings.ControlCharacters)]
    [InlineData("a\u0007.pdf", AttachmentFindings.ControlCharacters)]
    [InlineData("invoice.exe.", AttachmentFindings.TrailingDots)]
    [InlineData("../../etc/cron.d/x", AttachmentFindings.Path)]
    [InlineData("C:\\Windows\\x.txt", AttachmentFindings.Path)]
    public async Task Names_that_deceive_are_found(string name, string expected)
    {
        var finding = Assert.Single(await FindAsync(Mixed(TextPart("see file"), Attachment("in.zip", Zip((name, [1]))))), one => one.Name == expected);
        Assert.Equal((FindingCategory.Attachment, "2/1"), (finding.Category, finding.Part));
        Assert.DoesNotContain(finding.Evidence, character => char.IsControl(character) || character == '\u202e');
    }

    [Theory]
    [InlineData("report.2026.pdf")]
    [InlineData("setup.exe.pdf")]
    [InlineData("archive.tar.gz")]
    [InlineData("v1.2.docx")]
    [InlineData("наш отчёт.docx")]
    [InlineData("דוח\u200f.pdf")]
    [InlineData("👨\u200d👩\u200d👧.png")]
    [InlineData("folder/file..name.txt")]
    [InlineData("a.b")]
    public async Task Honest_names_are_not(string name) => Assert.Empty(await FindAsync(Mixed(Attachment("in.zip", Zip((name, [1]))))));

    [Fact]
    public async Task A_program_in_an_archive_is_told_and_outside_left_to_the_policy()
    {
        var inside = await FindAsync(Mixed(Attachment("in.zip", Zip(("tool.exe", [1])))));
        Assert.Equal(AttachmentFindings.ExecutableInArchive, Assert.Single(inside).Name);
        Assert.Empty(await FindAsync(Mixed(Attachment("tool.exe", [1]))));
    }

    [Fact]
    public async Task A_very_long_name_is_told()
    {
        Assert.Equal(AttachmentFindings.TooLong, Assert.Single(await FindAsync(Mixed(Attachment(new string('a', 256) + ".pdf", [1])))).Name);
        Assert.Empty(await FindAsync(Mixed(Attachment(new string('a', 250) + ".pdf", [1]))));
    }

    [Fact]
    public async Task Two_names_for_one_part_are_told()
    {
        var two = Mixed("Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=b.png\r\n\r\nx");
        Assert.Equal(AttachmentFindings.TwoNames, Assert.Single(await FindAsync(two)).Name);
        var one = Mixed("Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment; filename=a.png\r\n\r\nx");
        Assert.Empty(await FindAsync(one));
    }

    [Theory]
    [InlineData("a.pdf", "a.pdf.exe", AttachmentFindings.DoubleExtension)]
    [InlineData("a.pdf", "a%E2%80%AEfdp.exe", AttachmentFindings.Reversed)]
    [InlineData("a.pdf", "a.exe.", AttachmentFindings.TrailingDots)]
    public async Task The_second_name_is_looked_at_like_the_first(string first, string second, string expected)
    {
        var findings = await FindAsync(Mixed($"Content-Type: image/png; name*=UTF-8''{second}\r\nContent-Disposition: attachment; filename={first}\r\n\r\nx"));
        Assert.Equal([expected, AttachmentFindings.TwoNames], findings.Select(finding => finding.Name));
    }

    [Theory]
    [InlineData("résumé.pdf", "resume.pdf", 0)]
    [InlineData("发票.pdf", "__.PDF", 0)]
    [InlineData("发票.pdf", "__.exe", 1)]
    [InlineData("invoice.txt", "invoice.exe", 1)]
    public async Task A_name_once_more_for_old_programs_is_no_conflict(string name, string fallback, int expected)
    {
        var findings = await FindAsync(Mixed($"Content-Disposition: attachment; filename=\"{fallback}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}\r\n\r\nx"));
        Assert.Equal(expected, findings.Count(finding => finding.Name == AttachmentFindings.TwoNames));
    }

    [Fact]
    public async Task An_attached_message_has_a_name_like_any_file()
    {
        var message = Mixed("Content-Type: message/rfc822\r\nContent-Disposition: attachment; filename=invoice.pdf.exe\r\n\r\nSubject: x\r\n\r\ny");
        Assert.Equal(AttachmentFindings.DoubleExtension, Assert.Single(await FindAsync(message)).Name);
        Assert.Empty(await FindAsync(message.Replace("invoice.pdf.exe", "invoice.eml", StringComparison.Ordinal)));
    }

    private static async Task<Finding[]> FindAsync(string message)
    {
        var inspection = await new InspectionFixture(new AttachmentsInspector()).InspectAsync(message);
        return [.. inspection.Findings.Where(finding => finding.Inspector == "attachments")];
    }
}

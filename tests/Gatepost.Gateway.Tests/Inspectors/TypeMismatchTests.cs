using System.Text;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspectors.Attachments;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Gateway.Tests.Inspection;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;
using static Gatepost.Testing.Messages.TestMessage;

namespace Gatepost.Gateway.Tests.Inspectors;

public sealed class TypeMismatchTests
{
    [Theory]
    [InlineData("invoice.pdf", "elf", AttachmentFindings.Disguised)]
    [InlineData("holiday.jpg", "mz", AttachmentFindings.Disguised)]
    [InlineData("data.zip", "mz", AttachmentFindings.Disguised)]
    [InlineData("letter.docx", "batch", AttachmentFindings.Disguised)]
    [InlineData("song.mp3", "lnk", AttachmentFindings.Disguised)]
    [InlineData("holiday.jpg", "pdf", AttachmentFindings.TypeMismatch)]
    [InlineData("invoice.pdf", "rar", AttachmentFindings.TypeMismatch)]
    [InlineData("invoice.docx", "rar", AttachmentFindings.TypeMismatch)]
    [InlineData("invoice.pdf", "zip", AttachmentFindings.TypeMismatch)]
    [InlineData("invoice.pdf", "ole2", AttachmentFindings.TypeMismatch)]
    [InlineData("song.mp3", "iso", AttachmentFindings.TypeMismatch)]
    [InlineData("tool.exe", "mz", null)]
    [InlineData("tool.bin", "elf", null)]
    [InlineData("notes.txt", "batch", null)]
    [InlineData("notes.csv", "batch", null)]
    [InlineData("holiday.png", "jpeg", null)]
    [InlineData("film.mp4", "jpeg", null)]
    [InlineData("letter.docx", "zip", null)]
    [InlineData("letter.doc", "ole2", null)]
    [InlineData("letter.docx", "ole2", null)]
    [InlineData("letter.doc", "rtf", null)]
    [InlineData("table.xls", "html", null)]
    [InlineData("drawing.ai", "pdf", null)]
    [InlineData("picture.svgz", "gzip", null)]
    [InlineData("backup.dat", "rar", null)]
    [InlineData("noextension", "pdf", null)]
    [InlineData("invoice.pdf", "unknown", null)]
    public async Task Only_what_somebody_gains_from_is_told(string name, string content, string? expected)
    {
        foreach (var message in (string[])[Mixed(TextPart("see file"), Attachment(name, Octets(content))), Mixed(TextPart("see file"), Attachment("in.zip", Zip((name, Octets(content)))))])
            Assert.Equal(expected is null ? [] : [expected], Names(await FindAsync(message)));
    }

    [Fact]
    public async Task A_declared_type_that_lies_about_a_program_is_told()
    {
        Assert.Equal([AttachmentFindings.Disguised], Names(await FindAsync(Mixed(Attachment("tool.exe", Octets("mz"), "image/png")))));
        Assert.Empty(Names(await FindAsync(Mixed(Attachment("tool.exe", Octets("mz"), "application/octet-stream")))));
        Assert.Empty(Names(await FindAsync(Mixed(Attachment("run.sh", "#!/bin/sh\necho\n"u8.ToArray(), "text/plain")))));
    }

    [Theory]
    [InlineData("invoice.\u0435\u0445\u0435", true)]
    [InlineData("invoice\uff0e\uff45\uff58\uff45", true)]
    [InlineData("invoice.p\u0501f.\u0455\u0441r", true)]
    [InlineData("letter.d\u03bfc", true)]
    [InlineData("invoice.exe", false)]
    [InlineData("отчёт.док", false)]
    [InlineData("отчёт за май.2026", false)]
    [InlineData("отчёт.docx", false)]
    [InlineData("κείμενο.pdf", false)]
    [InlineData("报告。终稿", false)]
    public async Task An_extension_in_letters_that_look_alike_is_told(string name, bool isTold)
    {
        var findings = await FindAsync(Mixed(Attachment("in.zip", Zip((name, [1])))));
        Assert.Equal(isTold, findings.Any(finding => finding.Name == AttachmentFindings.LookAlikeExtension));
    }

    [Fact]
    public void Honest_mail_is_not_accused()
    {
        var (files, accused) = (0, new List<string>());
        foreach (var (name, octets) in Honest())
        {
            foreach (var file in MessagePartReader.Read(new MemoryContent(octets), new ReadingLimits(), CancellationToken.None).All.Where(AttachedFiles.IsOne))
            {
                files++;
                if (TypeMismatch.Find(file) is { } mismatch)
                    accused.Add($"{name} {file.Path}: {mismatch.Name} {mismatch.Evidence}");
                accused.AddRange(PartNames.Of(file).Where(one => LookAlikeExtension.Find(one) is not null).Select(one => $"{name} {file.Path}: {one}"));
            }
        }
        Assert.True(files > 300, $"{files} files");
        Assert.True(accused.Count == 0, $"{accused.Count} of {files}: {string.Join("; ", accused)}");
    }

    /// <summary>Letters, reports, and what the makers of mail libraries collected from programs of all kinds.</summary>
    private static IEnumerable<(string Name, byte[] Octets)> Honest() =>
        ((string[])["mxhero_synthetic_ham", "sisimai_bounces", "parsedmarc_reports", "mime_mimekit", "mime_enmime", "mime_nodemailer", "mime_mime4j", "mime_stalwart"]).SelectMany(CorpusArchive.Files)
            .Concat(CorpusArchive.Files("spamassassin").Where(file => file.Name.Contains("ham", StringComparison.Ordinal)));

    private static string[] Names(Finding[] findings) =>
        [.. findings.Select(finding => finding.Name).Where(name => name is AttachmentFindings.Disguised or AttachmentFindings.TypeMismatch)];

    private static byte[] Octets(string kind) => kind switch
    {
        "mz" => [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xff, 0xff, .. new byte[100]],
        "elf" => [0x7f, .. "ELF"u8, 2, 1, 1, 0, .. new byte[56]],
        "lnk" => [0x4c, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46, .. new byte[56]],
        "batch" => Encoding.ASCII.GetBytes("@echo off\r\nstart /min calc\r\n"),
        "pdf" => Encoding.ASCII.GetBytes("%PDF-1.4\n1 0 obj\n"),
        "rar" => [.. "Rar!"u8, 0x1a, 7, 0, 0xcf],
        "zip" => Zip(("a.txt", [(byte)'a'])),
        "ole2" => [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, .. new byte[504]],
        "iso" => [.. new byte[32_769], .. "CD001"u8, 1, .. new byte[512]],
        "jpeg" => [0xff, 0xd8, 0xff, 0xe0, 0, 0x10, .. "JFIF"u8, 0],
        "rtf" => Encoding.ASCII.GetBytes("{\\rtf1 a}"),
        "html" => Encoding.ASCII.GetBytes("<html><table><tr><td>1</table>"),
        "gzip" => [0x1f, 0x8b, 8, 0, 0, 0, 0, 0],
        _ => [1, 2, 3, 4],
    };

    private static async Task<Finding[]> FindAsync(string message)
    {
        var inspection = await new InspectionFixture(new AttachmentsInspector()).InspectAsync(message);
        return [.. inspection.Findings.Where(finding => finding.Inspector == "attachments")];
    }
}

using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachmentTrueTypeConditionTests
{
    [Theory]
    [InlineData("pe-executable", "executable", true)]
    [InlineData("pe-executable", "[docx, pe-executable]", true)]
    [InlineData("dos-executable", "pe-executable", false)]
    [InlineData("docx", "zip", false)]
    [InlineData("docx", "document", true)]
    [InlineData("unknown", "unknown", true)]
    [InlineData(null, "unknown", true)]
    [InlineData(null, "executable", false)]
    [InlineData("pdf", "{not-in: [document, image]}", false)]
    [InlineData("pdf", "{not-in: image}", true)]
    [InlineData("unknown", "{not-in: document}", true)]
    [InlineData("unknown", "{not-in: [document, unknown]}", false)]
    [InlineData(null, "{not-in: document}", true)]
    public void Types_and_families_are_selected_or_not_selected(string? type, string value, bool holds) =>
        Assert.Equal(holds, Match("attachment-true-type: " + value, new InspectionBuilder().Part(File("2", "a.pdf", type)).Build()) is not null);

    [Theory]
    [InlineData("executable", true)]
    [InlineData("{in: executable, in-archives: false}", false)]
    [InlineData("{not-in: [zip, pdf]}", true)]
    [InlineData("{not-in: [zip, pdf], in-archives: false}", false)]
    public void Files_in_archives_count_unless_told_otherwise(string value, bool holds)
    {
        var message = new InspectionBuilder().Part(File("2", "a.zip", "zip")).Part(Member("2/1", "a.pdf", "pdf")).Part(Member("2/2", "b.txt", "elf")).Build();
        Assert.Equal(holds, Match("attachment-true-type: " + value, message) is not null);
    }

    [Theory]
    [InlineData("{not-in: zip}", true)]
    [InlineData("{not-in: zip, in-encrypted-archives: false}", false)]
    public void What_needs_a_password_is_of_no_known_type(string value, bool holds)
    {
        var message = new InspectionBuilder().Part(File("2", "a.zip", "zip")).Part(Member("2/1", "a.pdf", null) with { IsEncrypted = true }).Build();
        Assert.Equal(holds, Match("attachment-true-type: " + value, message) is not null);
    }

    [Theory]
    [InlineData("elf", "executable", true)]
    [InlineData("html", "html", false)]
    [InlineData("text", "{not-in: document}", false)]
    public void A_program_is_no_letter_whatever_it_is_declared(string type, string value, bool holds)
    {
        var body = new MessagePart { Path = "1", DeclaredType = "text/plain", TrueType = type, Size = 100 };
        Assert.Equal(holds, Match("attachment-true-type: " + value, new InspectionBuilder().Part(body).Build()) is not null);
    }

    [Fact]
    public void An_attached_message_is_a_message() => Assert.NotNull(Match(
        "attachment-true-type: eml", new InspectionBuilder().Part(new MessagePart { Path = "2", DeclaredType = "message/rfc822", IsMultipart = true }).Build()));

    [Fact]
    public void It_says_what_it_is() =>
        Assert.Equal("attachment part 2 (a.pdf) is a Unix program (ELF) (elf)", Match("attachment-true-type: elf", new InspectionBuilder().Part(File("2", "a.pdf", "elf")).Build())!.Because);

    private static MessagePart File(string path, string name, string? type) => new() { Path = path, Name = name, DeclaredType = "application/octet-stream", TrueType = type, Size = 100, IsAttachment = true };

    private static MessagePart Member(string path, string name, string? type) => File(path, name, type) with { IsMember = true, Depth = 1, Parent = path[..path.LastIndexOf('/')] };
}

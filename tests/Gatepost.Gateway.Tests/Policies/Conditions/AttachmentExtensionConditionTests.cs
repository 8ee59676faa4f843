using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachmentExtensionConditionTests
{
    [Theory]
    [InlineData("run.exe", "[exe, js]", true)]
    [InlineData("RUN.EXE", "exe", true)]
    [InlineData("run.exe", ".exe", true)]
    [InlineData("run.exe.", "exe", true)]
    [InlineData("run.exe  ", "exe", true)]
    [InlineData("run.exe\u200B", "exe", true)]
    [InlineData("gpj.\u202Eexe", "\"*exe\"", true)]
    [InlineData("x.vbs", "vb*", true)]
    [InlineData("evil.exe\0.txt", "exe", true)]
    [InlineData("evil.exe\0.txt", "{not-in: txt}", true)]
    [InlineData("notes.txt\0.txt", "exe", false)]
    [InlineData("run.exe.pdf", "exe", false)]
    [InlineData("exe", "exe", false)]
    [InlineData("run.exe1", "exe", false)]
    [InlineData(null, "exe", false)]
    [InlineData("a.txt", "{not-in: [pdf, txt]}", false)]
    [InlineData("a.TXT", "{not-in: [pdf, txt]}", false)]
    [InlineData("a.exe", "{not-in: [pdf, txt]}", true)]
    [InlineData("noextension", "{not-in: [pdf, txt]}", true)]
    [InlineData(null, "{not-in: [pdf, txt]}", true)]
    public void The_last_extension_counts_as_Windows_sees_it(string? name, string value, bool holds) =>
        Assert.Equal(holds, Match("attachment-extension: " + value, new InspectionBuilder().Attached("2", name).Build()) is not null);

    [Fact]
    public void Files_in_archives_count_unless_told_otherwise()
    {
        var message = new InspectionBuilder().Attached("2", "a.zip").Member("2/1", "a.pdf").Member("2/2", "b.exe").Build();
        Assert.NotNull(Match("attachment-extension: exe", message));
        Assert.Null(Match("attachment-extension: {in: exe, in-archives: false}", message));
        Assert.NotNull(Match("attachment-extension: {not-in: [zip, pdf]}", message));
        Assert.Null(Match("attachment-extension: {not-in: [zip, pdf], in-archives: false}", message));
    }

    [Theory]
    [InlineData("attachment-extension: exe", true)]
    [InlineData("attachment-extension: {not-in: pdf}", true)]
    [InlineData("attachment-extension: {not-in: [pdf, exe]}", false)]
    [InlineData("attachment-name: evil.*", true)]
    [InlineData("attachment-name: good.*", false)]
    public void Another_name_of_the_same_part_counts_too(string condition, bool holds) => Assert.Equal(holds, Match(
        condition, new InspectionBuilder().Part(new MessagePart { Path = "2", Name = "a.pdf", OtherNames = ["evil.exe"], IsAttachment = true }).Build()) is not null);

    [Fact]
    public void The_sender_reads_which_attachment_it_was()
    {
        var decision = Then("reject", new InspectionBuilder().Attached("2", "run.exe").Build(), "attachment-extension: exe");
        Assert.Equal("The attachment run.exe is of a kind that is not accepted here", decision.Reason);
    }
}

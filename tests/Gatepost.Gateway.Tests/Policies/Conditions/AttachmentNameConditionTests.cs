using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachmentNameConditionTests
{
    private static readonly MessageInspection Message = new InspectionBuilder()
        .Part(new MessagePart { Path = "1", DeclaredType = "text/plain", Name = null })
        .Attached("2", "Invoice-2026.PDF.exe").Attached("3", "a.zip").Member("3/1", "übung/письмо.docx").Build();

    [Theory]
    [InlineData("attachment-name: invoice*.exe", true)]
    [InlineData("attachment-name: [\"*.pdf.*\"]", true)]
    [InlineData("attachment-name: invoice", false)]
    [InlineData("attachment-name: \"*.pdf\"", false)]
    [InlineData("attachment-name: \"*ПИСЬМО.docx\"", true)]
    [InlineData("attachment-name: {matches: \"*.docx\", in-archives: false}", false)]
    [InlineData("attachment-name: {matches: a.zip, in-archives: false}", true)]
    public void Names_are_matched_without_regard_to_case(string condition, bool holds) => Assert.Equal(holds, Match(condition, Message) is not null);

    [Fact]
    public void It_names_the_attachment_by_place_and_name() =>
        Assert.Equal("attachment part 2 (Invoice-2026.PDF.exe)", Match("attachment-name: \"*.exe\"", Message)!.Because);

    [Fact]
    public void A_body_with_a_name_that_is_no_attachment_does_not_count() => Assert.Null(
        Match("attachment-name: \"*\"", new InspectionBuilder().Part(new MessagePart { Path = "1", Name = "x", DeclaredType = "text/plain" }).Build()));
}

using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachmentTypeConditionTests
{
    [Theory]
    [InlineData("image/png", "image/*", true)]
    [InlineData("image/png", "[video/*, IMAGE/PNG]", true)]
    [InlineData("image/png", "image/pn", false)]
    [InlineData("application/pdf", "image/*", false)]
    public void The_declared_type_is_matched(string declared, string value, bool holds) =>
        Assert.Equal(holds, Match("attachment-type: " + value, new InspectionBuilder().Attached("2", "x", declared).Build()) is not null);

    [Fact]
    public void The_text_of_the_message_is_no_attachment() => Assert.Null(
        Match("attachment-type: text/*", new InspectionBuilder().Part(new MessagePart { Path = "1", DeclaredType = "text/plain" }).Build()));
}

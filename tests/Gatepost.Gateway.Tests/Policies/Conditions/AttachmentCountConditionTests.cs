using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachmentCountConditionTests
{
    [Theory]
    [InlineData("{at-least: 2}", true)]
    [InlineData("{at-least: 3}", false)]
    [InlineData("{below: 2}", false)]
    [InlineData("{below: 3}", true)]
    [InlineData("{at-least: 3, in-archives: true}", true)]
    public void Attachments_are_counted(string value, bool holds)
    {
        var message = new InspectionBuilder().Part(new MessagePart { Path = "1", DeclaredType = "text/plain" })
            .Attached("2", "a").Attached("3", "b.zip").Member("3/1", "c").Build();
        Assert.Equal(holds, Match("attachment-count: " + value, message) is not null);
    }
}

using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class EncryptedConditionTests
{
    [Theory]
    [InlineData(true, "true", true)]
    [InlineData(true, "false", false)]
    [InlineData(false, "true", false)]
    [InlineData(false, "false", true)]
    public void A_part_that_needs_a_password_counts(bool isEncrypted, string value, bool holds)
    {
        var message = new InspectionBuilder().Attached("2", "a.zip").Member("2/1", "x.txt").Member("2/2", "plan.pdf", isEncrypted: isEncrypted).Build();
        Assert.Equal(holds, Match("encrypted: " + value, message) is not null);
    }
}

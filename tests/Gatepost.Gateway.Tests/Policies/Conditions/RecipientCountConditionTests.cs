using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class RecipientCountConditionTests
{
    [Theory]
    [InlineData("{at-least: 2}", true)]
    [InlineData("{at-least: 3}", false)]
    [InlineData("{below: 2}", false)]
    [InlineData("{below: 3}", true)]
    public void Recipients_of_the_envelope_are_counted(string value, bool holds) =>
        Assert.Equal(holds ? Disposition.Quarantine : Disposition.Deliver,
            PolicyEngine.Decide(new InspectionBuilder().To("a@example.org", "b@example.net").Build(), When("recipient-count: " + value)).Strictest);
}

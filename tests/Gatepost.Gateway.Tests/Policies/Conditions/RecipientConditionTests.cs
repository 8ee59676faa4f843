using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class RecipientConditionTests
{
    [Fact]
    public void Each_recipient_is_asked_on_its_own()
    {
        var decision = PolicyEngine.Decide(
            new InspectionBuilder().To("abuse@example.org", "bob@example.org", "ABUSE@example.org").Build(), When("recipient: abuse@example.org"));
        Assert.Equal([Disposition.Quarantine, Disposition.Deliver, Disposition.Quarantine], decision.Recipients.Select(recipient => recipient.Disposition));
    }

    [Fact]
    public void Inside_of_all_and_not_it_is_asked_for_each_too()
    {
        var decision = PolicyEngine.Decide(
            new InspectionBuilder().To("abuse@example.org", "bob@example.org").Build(), When("all: [{not: {recipient: abuse@example.org}}, {size: {at-least: 1B}}]"));
        Assert.Equal([Disposition.Deliver, Disposition.Quarantine], decision.Recipients.Select(recipient => recipient.Disposition));
    }
}

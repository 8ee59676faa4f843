using Gatepost.Gateway.Policies;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Actions;

/// <summary>The six actions that decide: outcome, area, text, and the forms in which they can be written.</summary>
public sealed class InterceptActionTests
{
    [Theory]
    [InlineData("deliver", Disposition.Deliver, null, null)]
    [InlineData("hold", Disposition.Hold, null, null)]
    [InlineData("[hold]", Disposition.Hold, null, null)]
    [InlineData("{hold: }", Disposition.Hold, null, null)]
    [InlineData("quarantine", Disposition.Quarantine, "default", null)]
    [InlineData("{quarantine: spam}", Disposition.Quarantine, "spam", null)]
    [InlineData("[{quarantine: {area: spam}}]", Disposition.Quarantine, "spam", null)]
    [InlineData("temporary-failure", Disposition.TemporaryFailure, null, null)]
    [InlineData("{temporary-failure: Come back later.}", Disposition.TemporaryFailure, null, "Come back later.")]
    [InlineData("reject", Disposition.Reject, null, null)]
    [InlineData("{reject: {text: Call us.}}", Disposition.Reject, null, "Call us.")]
    [InlineData("delete", Disposition.Delete, null, null)]
    public void Each_decides_its_outcome(string then, Disposition disposition, string? area, string? text)
    {
        var decision = Then(then, new InspectionBuilder().Build());
        Assert.Equal((disposition, area, text, "r"), (decision.Disposition, decision.Area, decision.ReplyText, decision.Rule));
        Assert.Single(decision.Actions);
        Assert.Single(decision.Matches);
    }

    [Theory]
    [InlineData("{quarantine: spam}", "quarantined in the area spam")]
    [InlineData("reject", "rejected")]
    [InlineData("delete", "deleted")]
    [InlineData("hold", "held")]
    [InlineData("deliver", "delivered")]
    [InlineData("temporary-failure", "answered with a temporary failure")]
    public void Each_says_what_it_did(string then, string did) => Assert.Equal(did, Then(then, new InspectionBuilder().Build()).Matches.Single().Did);

    [Fact]
    public void A_refused_sender_reads_plain_words_and_no_names_of_rules_or_engines()
    {
        var decision = Then("reject", new InspectionBuilder().Build());
        Assert.Equal("The message is not accepted by the policy of the recipient's organisation", decision.Reason);
    }
}

using Gatepost.Gateway.Policies;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Actions;

public sealed class TagSubjectActionTests
{
    [Theory]
    [InlineData("{tag-subject: \"[SPAM]\"}", "[SPAM]")]
    [InlineData("{tag-subject: {tag: \" [реклама] \"}}", "[реклама]")]
    public void It_notes_the_edit_and_delivers(string then, string tag)
    {
        var decision = Then(then, new InspectionBuilder().Build());
        Assert.Equal([new TagSubjectEdit(tag)], decision.Edits);
        Assert.Equal(["tag-subject"], decision.Actions);
        Assert.Equal((Disposition.Deliver, (string?)null), (decision.Disposition, decision.Rule));
        Assert.Equal($"\"{tag}\" put in front of the subject", decision.Matches.Single().Did);
    }

    [Fact]
    public void Two_rules_with_one_tag_make_one_edit() => Assert.Single(PolicyEngine.Decide(new InspectionBuilder().Build(), Rules(
        "  - {name: a, then: {tag-subject: X}}\n  - {name: b, then: {tag-subject: X}}\n")).Recipients[0].Edits);
}

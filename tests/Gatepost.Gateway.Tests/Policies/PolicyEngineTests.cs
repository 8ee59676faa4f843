using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies;

public sealed class PolicyEngineTests
{
    private static InspectionBuilder Message => new();

    [Fact]
    public void Without_rules_mail_is_delivered_and_nobody_decided()
    {
        var decision = PolicyEngine.Decide(Message.Build(), Compile("gatepost-policy: 1\n"));
        Assert.Equal((7L, Disposition.Deliver), (decision.Revision, decision.Strictest));
        Assert.Null(decision.Recipients.Single().Rule);
        Assert.Null(decision.Recipients.Single().Reason);
    }

    [Fact]
    public void The_first_rule_that_decides_ends_the_run()
    {
        var decision = Decide("  - {name: a, then: hold}\n  - {name: b, then: reject}\n");
        Assert.Equal((Disposition.Hold, "a"), (decision.Disposition, decision.Rule));
        Assert.Equal(["a"], decision.Matches.Select(match => match.Rule));
    }

    [Fact]
    public void Rules_that_only_change_the_copy_let_the_next_run()
    {
        var decision = Decide("  - {name: a, then: {tag-subject: A}}\n  - {name: b, then: [{tag-subject: B}, quarantine]}\n  - {name: c, then: {tag-subject: C}}\n");
        Assert.Equal((Disposition.Quarantine, "b"), (decision.Disposition, decision.Rule));
        Assert.Equal([new TagSubjectEdit("A"), new TagSubjectEdit("B")], decision.Edits);
        Assert.Equal(["tag-subject", "quarantine"], decision.Actions);
        Assert.Equal(["a", "b"], decision.Matches.Select(match => match.Rule));
        Assert.Equal("\"B\" put in front of the subject, quarantined in the area default", decision.Matches[1].Did);
    }

    [Theory]
    [InlineData("quarantine", "reject", Disposition.Reject, "b")]
    [InlineData("reject", "quarantine", Disposition.Reject, "a")]
    [InlineData("hold", "hold", Disposition.Hold, "a")]
    [InlineData("quarantine", "deliver", Disposition.Quarantine, "a")]
    public void With_continue_the_strictest_outcome_stands_and_the_first_of_equals(string first, string second, Disposition expected, string rule)
    {
        var decision = Decide($"  - {{name: a, then: {first}, continue: true}}\n  - {{name: b, then: {second}}}\n  - {{name: c, then: delete}}\n");
        Assert.Equal((expected, rule), (decision.Disposition, decision.Rule));
        Assert.Equal(2, decision.Matches.Length);
    }

    [Fact]
    public void A_disabled_rule_is_skipped_and_asks_for_no_inspector()
    {
        const string rules = "  - {name: a, enabled: false, when: {finding: {category: virus}}, then: reject}\n";
        Assert.Empty(Rules(rules).RequiredCategories);
        Assert.Equal(Disposition.Deliver, PolicyEngine.Decide(Message.Found(FindingCategory.Virus, "V").Build(), Rules(rules)).Strictest);
    }

    [Fact]
    public void Recipients_are_decided_one_by_one()
    {
        var decision = PolicyEngine.Decide(
            Message.To("sales@example.org", "bob@example.org", "eve@example.net", "carol@sub.example.org").Build(),
            Rules("""
                  - {name: out, route: {direction: outgoing}, then: reject}
                  - {name: sales, route: {to: sales@example.org}, then: quarantine}
                  - {name: in, route: {direction: incoming}, then: {tag-subject: IN}}

                """));
        Assert.Equal(
            [Disposition.Quarantine, Disposition.Deliver, Disposition.Reject, Disposition.Reject], decision.Recipients.Select(recipient => recipient.Disposition));
        Assert.Equal(["sales", null, "out", "out"], decision.Recipients.Select(recipient => recipient.Rule));
        Assert.Equal([0, 1, 0, 0], decision.Recipients.Select(recipient => recipient.Edits.Length));
        Assert.Equal(Disposition.Reject, decision.Strictest);
    }

    [Theory]
    [InlineData("from: partner.example", true)]
    [InlineData("from: \"*@other.example\"", false)]
    [InlineData("to: \"*@example.org\"", true)]
    [InlineData("from: alice@partner.example, to: bob@example.org", true)]
    [InlineData("from: alice@partner.example, to: carol@example.org", false)]
    [InlineData("direction: both", true)]
    [InlineData("direction: incoming", true)]
    [InlineData("direction: outgoing", false)]
    [InlineData("to: example.org, except: [{from: partner.example}]", false)]
    [InlineData("to: example.org, except: [{from: partner.example, to: carol@example.org}]", true)]
    [InlineData("except: [{to: carol@example.org}, {to: bob@example.org}]", false)]
    [InlineData("from: <>", false)]
    public void A_route_says_who_to_whom(string route, bool holds) => Assert.Equal(
        holds ? Disposition.Hold : Disposition.Deliver, Decide($"  - {{name: a, route: {{{route}}}, then: hold}}\n").Disposition);

    [Fact]
    public void The_direction_can_be_told()
    {
        var policy = Rules("  - {name: a, route: {direction: outgoing}, then: hold}\n");
        Assert.Equal(Disposition.Deliver, PolicyEngine.Decide(Message.Build(), policy).Strictest);
        Assert.Equal(Disposition.Hold, PolicyEngine.Decide(Message.Build(), policy, Direction.Outgoing).Strictest);
        Assert.Equal(Direction.Outgoing, PolicyEngine.DirectionOf(new Gatepost.Mail.Addresses.EmailAddress("a", "example.net"), policy));
    }

    [Theory]
    [InlineData(UnscannableNames.EngineDown, Disposition.TemporaryFailure)]
    [InlineData(UnscannableNames.Poison, Disposition.Hold)]
    [InlineData(UnscannableNames.LimitReached, Disposition.Quarantine)]
    [InlineData("SOMETHING_NEW", Disposition.Quarantine)]
    public void What_no_rule_decides_about_and_could_not_be_inspected_is_caught(string name, Disposition expected)
    {
        foreach (var rules in new[]
        {
            "  []\n", "  - {name: all, then: deliver}\n", "  - {name: tag, when: {finding: {category: unscannable}}, then: {tag-subject: X}}\n",
            "  - {name: v, when: {finding: {category: virus}}, then: deliver}\n", "  - {name: a, route: {to: \"*\"}, when: {size: {at-least: 1B}}, then: deliver}\n",
            "  - {name: off, enabled: false, when: {finding: {category: unscannable}}, then: deliver}\n",
        })
        {
            var decision = PolicyEngine.Decide(Message.Found(FindingCategory.Unscannable, name).Build(), Rules(rules)).Recipients.Single();
            Assert.Equal((expected, "(built-in) unscannable"), (decision.Disposition, decision.Rule));
            Assert.Equal("(built-in) unscannable", decision.Matches[^1].Rule);
        }
    }

    [Theory]
    [InlineData("  - {name: u, when: {finding: {category: unscannable}}, then: deliver}\n", Disposition.Deliver)]
    [InlineData("  - {name: u, when: {finding: {name: LIMIT_*}}, then: deliver}\n", Disposition.Deliver)]
    [InlineData("  - {name: u, when: {any: [{size: {at-least: 1B}}, {finding: {category: unscannable}}]}, then: deliver}\n", Disposition.Deliver)]
    [InlineData("  - {name: u, then: hold}\n", Disposition.Hold)]
    [InlineData("  - {name: u, then: delete}\n", Disposition.Delete)]
    public void Who_decides_about_it_expressly_or_does_not_deliver_is_obeyed(string rules, Disposition expected)
    {
        var decision = PolicyEngine.Decide(Message.Found(FindingCategory.Unscannable, UnscannableNames.LimitReached).Build(), Rules(rules)).Recipients.Single();
        Assert.Equal((expected, "u"), (decision.Disposition, decision.Rule));
    }

    [Fact]
    public void One_finding_that_was_handled_does_not_hide_another_that_was_not()
    {
        var decision = PolicyEngine.Decide(
            Message.Found(FindingCategory.Unscannable, UnscannableNames.LimitReached).Found(FindingCategory.Unscannable, UnscannableNames.EngineDown).Build(),
            Rules("  - {name: u, when: {finding: {name: LIMIT_REACHED}}, then: deliver}\n")).Recipients.Single();
        Assert.Equal(Disposition.TemporaryFailure, decision.Disposition);
        Assert.Equal("The message cannot be checked at the moment", decision.Reason);
    }

    [Fact]
    public void Deciding_twice_gives_the_same()
    {
        var message = Message.Attached("2", "run.exe").Found(FindingCategory.Virus, "V", "2").Text("4111111111111111").Build();
        var policy = DefaultPolicy.Compile();
        var (first, second) = (PolicyEngine.Decide(message, policy).Recipients.Single(), PolicyEngine.Decide(message, policy).Recipients.Single());
        Assert.Equal(first.Matches, second.Matches);
        Assert.Equal(first.Reason, second.Reason);
    }

    [Fact]
    public void A_thousand_recipients_ask_about_the_text_once()
    {
        var policy = When("body-words: [a]");
        var text = string.Concat(Enumerable.Repeat("b ", 100_000));
        var one = Allocated(policy, text, 1);
        Assert.True(Allocated(policy, text, 1_000) < 3 * one);
    }

    private static long Allocated(PolicySnapshot policy, string text, int recipients)
    {
        var message = Message.Text(text).To([.. Enumerable.Range(0, recipients).Select(i => $"u{i}@example.org")]).Build();
        var before = GC.GetAllocatedBytesForCurrentThread();
        PolicyEngine.Decide(message, policy);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static RecipientDecision Decide(string rules) => PolicyEngine.Decide(Message.Build(), Rules(rules)).Recipients.Single();
}

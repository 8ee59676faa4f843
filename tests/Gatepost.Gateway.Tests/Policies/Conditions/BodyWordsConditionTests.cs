using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class BodyWordsConditionTests
{
    [Theory]
    [InlineData("This is strictly confidential.", "strictly confidential", true)]
    [InlineData("strictly\r\n   confidential", "strictly confidential", true)]
    [InlineData("STRICTLY CONFIDENTIAL", "strictly confidential", true)]
    [InlineData("strictly very confidential", "strictly confidential", false)]
    [InlineData("confidentially", "confidential", false)]
    [InlineData("con\u00ADfi\u200Bdential", "confidential", true)]
    [InlineData("ｃｏｎｆｉｄｅｎｔｉａｌ", "confidential", true)]
    [InlineData("STRASSE", "straße", true)]
    [InlineData("ΟΔΟΣ", "οδος", true)]
    [InlineData("Совершенно секретно", "секретно", true)]
    [InlineData("несекретно", "секретно", false)]
    [InlineData("これは社外秘です", "社外秘", true)]
    [InlineData("a+b", "a", true)]
    [InlineData("a_b", "a", false)]
    public void Words_are_folded_and_whole(string text, string word, bool holds) =>
        Assert.Equal(holds, Match($"body-words: [\"{word}\"]", new InspectionBuilder().Text("nothing").Text(text, "2").Build()) is not null);

    [Fact]
    public void It_asks_for_the_text() => Assert.Equal(InspectionNeeds.Text, When("body-words: [a]").Needs);

    [Fact]
    public void Different_words_count_once_each()
    {
        var message = new InspectionBuilder().Text("urgent urgent urgent").Build();
        Assert.Null(Match("body-words: {words: [urgent, today], at-least: 2}", message));
        Assert.NotNull(Match("body-words: {words: [urgent, today], at-least: 2}", new InspectionBuilder().Text("today").Text("urgent", "2").Build()));
    }

    [Fact]
    public void A_text_of_near_misses_costs_what_its_length_does()
    {
        var policy = When("body-words: [" + string.Join(", ", Enumerable.Range(0, 500).Select(i => $"aaaa{i}b")) + "]");
        Decide(policy, 1_000);
        Assert.True(Allocated(policy, 400_000) < 3 * Allocated(policy, 200_000));
    }

    [Fact]
    public void A_text_is_folded_once_for_all_rules_and_recipients()
    {
        var one = Rules("  - {name: a, when: {body-words: [never]}, then: hold}\n");
        var many = Rules(string.Concat(Enumerable.Range(0, 50).Select(i => $"  - {{name: a{i}, when: {{any: [{{body-words: [never{i}]}}, {{recipient: nobody}}]}}, then: hold}}\n")));
        Decide(many, 1_000);
        Assert.True(Allocated(many, 400_000) < 2 * Allocated(one, 400_000));
    }

    private static long Allocated(PolicySnapshot policy, int length)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decide(policy, length);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Decide(PolicySnapshot policy, int length) =>
        Assert.Equal(Disposition.Deliver, PolicyEngine.Decide(new InspectionBuilder().Text(new string('a', length)).Build(), policy).Strictest);
}

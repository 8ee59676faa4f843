using Gatepost.Gateway.Policies;

namespace Gatepost.Gateway.Tests.Policies;

public sealed class PolicyCanonicalTests
{
    [Fact]
    public void The_default_policy_in_canonical_form_is_the_same_policy()
    {
        var first = PolicyCompiler.Compile(DefaultPolicy.Yaml, "p", 1);
        var second = PolicyCompiler.Compile(first.Canonical!, "p", 1);
        Assert.Equal(first.Canonical, second.Canonical);
        Assert.Equal(first.Snapshot!.Hash, second.Snapshot!.Hash);
        Assert.Equal(first.Snapshot.Rules.Select(rule => rule.Sentence), second.Snapshot.Rules.Select(rule => rule.Sentence));
    }

    [Theory]
    [InlineData("# comment\ngatepost-policy: 1\n")]
    [InlineData("gatepost-policy: \"1\"\n")]
    [InlineData("{gatepost-policy: 1}")]
    [InlineData("gatepost-policy: 1\r\nrules:\r\n")]
    public void Spelling_makes_no_difference(string yaml) =>
        Assert.Equal(PolicyCases.Compile("gatepost-policy: 1\n").Hash, PolicyCases.Compile(yaml).Hash);

    [Fact]
    public void The_order_of_rules_makes_a_difference() => Assert.NotEqual(
        PolicyCases.Rules("  - {name: a, then: hold}\n  - {name: b, then: hold}\n").Hash, PolicyCases.Rules("  - {name: b, then: hold}\n  - {name: a, then: hold}\n").Hash);

    [Theory]
    [InlineData("plain words", "plain words")]
    [InlineData("\"null\"", "\"null\"")]
    [InlineData("\"~\"", "\"~\"")]
    [InlineData("'- dash'", "\"- dash\"")]
    [InlineData("\"colon: x # y\"", "\"colon: x # y\"")]
    [InlineData("\"quote \\\" back \\\\ slash\"", "\"quote \\\" back \\\\ slash\"")]
    [InlineData("\"tab\\tx\"", "\"tab\\tx\"")]
    [InlineData("привет", "привет")]
    [InlineData("'🎉'", "\"🎉\"")]
    [InlineData("\"  spaces  \"", "\"  spaces  \"")]
    public void Every_text_comes_back_as_it_was(string written, string canonical)
    {
        var first = PolicyCompiler.Compile($"gatepost-policy: 1\nrules:\n  - name: a\n    comment: {written}\n    then: hold\n", "p", 1);
        Assert.Contains($"    comment: {canonical}\n", first.Canonical, StringComparison.Ordinal);
        Assert.Equal(first.Snapshot!.Rules[0].Comment, PolicyCompiler.Compile(first.Canonical!, "p", 1).Snapshot!.Rules[0].Comment);
    }

    [Theory]
    [InlineData("one\ntwo\n")]
    [InlineData("one\n\ntwo")]
    [InlineData("one \ntwo")]
    [InlineData(" one\ntwo")]
    [InlineData("one\ntwo\n\n")]
    [InlineData("one\r\ntwo")]
    [InlineData("one\n  indented: # x\n- two\n")]
    public void Texts_of_several_lines_come_back_as_they_were(string text)
    {
        var quoted = text.Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
        var first = PolicyCompiler.Compile($"gatepost-policy: 1\nrules:\n  - name: a\n    comment: \"{quoted}\"\n    then: hold\n", "p", 1);
        Assert.Empty(first.Errors);
        Assert.Equal(text, PolicyCompiler.Compile(first.Canonical!, "p", 1).Snapshot!.Rules[0].Comment);
    }

    [Theory]
    [InlineData("when: {card-numbers: }")]
    [InlineData("when: {not: {card-numbers: }}")]
    [InlineData("when: {all: [{card-numbers: }, {encrypted: true}]}")]
    public void A_condition_without_settings_is_kept(string when)
    {
        var first = PolicyCases.Rules($"  - name: a\n    {when}\n    then: [hold, tag-subject: x]\n");
        var kept = PolicyCompiler.Compile(PolicyCompiler.Compile(PolicyCases.Head + $"rules:\n  - name: a\n    {when}\n    then: [hold, tag-subject: x]\n", "p", 1).Canonical!, "p", 1);
        Assert.Equal(first.Rules[0].Sentence, kept.Snapshot!.Rules[0].Sentence);
    }

    [Theory]
    [MemberData(nameof(AllExamples))]
    public void Every_example_of_the_vocabulary_is_kept_as_it_is(string rule) => Assert.NotEmpty(PolicyCases.Rules(rule).Rules);

    public static TheoryData<string> AllExamples =>
    [
        .. PolicyVocabulary.Conditions.SelectMany(entry => entry.Examples.Select(example => $"  - name: a\n    when: {{{entry.Name}: {example}}}\n    then: hold\n")),
        .. PolicyVocabulary.Actions.SelectMany(entry => entry.Examples.Select(example => $"  - name: a\n    when: {{encrypted: true}}\n    then: {{{entry.Name}: {example}}}\n")),
    ];

    [Fact]
    public void It_can_be_read_by_people() => Assert.Equal(
        """
        gatepost-policy: 1
        internal-domains: [example.org]
        areas:
          spam: {}
        rules:
          - name: a
            route:
              to: ["*@example.org"]
            when:
              all:
                - finding:
                    category: spam
                - size:
                    below: 1MB
            then:
              - tag-subject: "[S]"
              - hold

        """.ReplaceLineEndings("\n"),
        PolicyCompiler.Compile(
            "rules: [{then: [tag-subject: '[S]', hold], when: {all: [{finding: {category: spam}}, {size: {below: 1MB}}]}, route: {to: ['*@example.org']}, name: a}]\n"
            + "areas: {spam: }\ninternal-domains: [example.org]\ngatepost-policy: 1\n", "p", 1).Canonical);
}

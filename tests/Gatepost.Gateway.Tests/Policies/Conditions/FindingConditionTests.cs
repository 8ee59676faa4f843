using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class FindingConditionTests
{
    private static readonly MessageInspection Message = new InspectionBuilder()
        .Attached("2", "eicar.zip").Member("2/1", "eicar.com")
        .Found(FindingCategory.Virus, "EICAR_TEST_FILE", "2/1").Found(FindingCategory.Spam, "GTUBE", inspector: "spam", score: 5).Build();

    [Theory]
    [InlineData("finding: {category: virus}", true)]
    [InlineData("finding: {category: [phishing, virus]}", true)]
    [InlineData("finding: {category: phishing}", false)]
    [InlineData("finding: {name: eicar_*}", true)]
    [InlineData("finding: {name: EICAR}", false)]
    [InlineData("finding: {inspector: test-strings}", true)]
    [InlineData("finding: {inspector: antivirus}", false)]
    [InlineData("finding: {category: spam, inspector: test-strings}", false)]
    [InlineData("finding: {category: spam, score-at-least: 5}", true)]
    [InlineData("finding: {category: spam, score-at-least: 5.1}", false)]
    [InlineData("finding: {category: spam, score-below: 5}", false)]
    [InlineData("finding: {category: spam, score-below: 5.1}", true)]
    public void It_holds_for_a_finding_that_fits_every_key(string condition, bool holds) => Assert.Equal(holds, Match(condition, Message) is not null);

    [Fact]
    public void It_says_what_was_found_by_whom_and_where() => Assert.Equal(
        "EICAR_TEST_FILE found by test-strings in part 2/1 (eicar.zip/eicar.com) and GTUBE found by spam in the message",
        Match("finding: {category: [virus, spam]}", Message)!.Because);

    [Fact]
    public void It_asks_for_the_inspectors_that_it_needs()
    {
        Assert.Equal([FindingCategory.Virus], When("finding: {category: virus}").RequiredCategories);
        Assert.Equal(["antivirus"], When("finding: {inspector: antivirus}").RequiredInspectors);
        Assert.Empty(When("finding: {inspector: antivirus, category: virus}").RequiredCategories);
        Assert.Equal(Enum.GetValues<FindingCategory>().Length, When("finding: {name: X}").RequiredCategories.Count);
    }

    [Fact]
    public void Control_characters_of_an_engine_stay_out_of_the_sentence() => Assert.Equal(
        "A B found by test-strings in part 1 (a txt)",
        Match("finding: {category: virus}", new InspectionBuilder().Attached("1", "a\rtxt").Found(FindingCategory.Virus, "A\nB", "1").Build())!.Because);
}

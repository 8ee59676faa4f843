using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class CombinedConditionTests
{
    private static readonly MessageInspection Message = new InspectionBuilder().Header("Subject: alpha beta\r\n").Build();

    [Theory]
    [InlineData("all: [{subject-words: alpha}, {subject-words: beta}]", true)]
    [InlineData("all: [{subject-words: alpha}, {subject-words: gamma}]", false)]
    [InlineData("any: [{subject-words: gamma}, {subject-words: beta}]", true)]
    [InlineData("any: [{subject-words: gamma}, {subject-words: delta}]", false)]
    [InlineData("not: {subject-words: gamma}", true)]
    [InlineData("not: {subject-words: alpha}", false)]
    [InlineData("all: [{any: [{subject-words: gamma}, {subject-words: alpha}]}, {not: {all: [{subject-words: beta}, {subject-words: gamma}]}}]", true)]
    public void Conditions_are_joined(string condition, bool holds) => Assert.Equal(holds, Match(condition, Message) is not null);

    [Fact]
    public void The_sentence_names_all_that_was_seen() => Assert.Equal(
        "\"alpha\" in the subject; \"beta\" in the subject", Match("any: [{subject-words: alpha}, {subject-words: gamma}, {subject-words: beta}]", Message)!.Because);
}

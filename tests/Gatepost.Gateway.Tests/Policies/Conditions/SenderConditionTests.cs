using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class SenderConditionTests
{
    [Theory]
    [InlineData("Boss@Example.ORG", "boss@example.org", true)]
    [InlineData("boss@example.org", "\"*@example.org\"", true)]
    [InlineData("boss@example.org", "example.org", true)]
    [InlineData("boss@sub.example.org", "example.org", false)]
    [InlineData("boss@sub.example.org", "\"*@*.example.org\"", true)]
    [InlineData("boss@example.org.evil.example", "example.org", false)]
    [InlineData("a@bücher.example", "xn--bcher-kva.example", true)]
    [InlineData("bossy@example.org", "boss@example.org", false)]
    [InlineData("", "\"*@*\"", false)]
    [InlineData("", "<>", true)]
    [InlineData("", "\"*\"", true)]
    [InlineData("a@b.example", "<>", false)]
    public void Addresses_are_matched_with_wildcards(string sender, string value, bool holds) =>
        Assert.Equal(holds, Match("sender: [" + value + "]", new InspectionBuilder().From(sender).Build()) is not null);
}

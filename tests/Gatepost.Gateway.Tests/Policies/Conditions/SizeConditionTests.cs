using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class SizeConditionTests
{
    [Theory]
    [InlineData("{at-least: 10KB}", true)]
    [InlineData("{at-least: 1MB}", false)]
    [InlineData("{below: 10KB}", false)]
    [InlineData("{at-least: 10KB, below: 20KB}", true)]
    public void The_size_as_it_arrived_counts(string value, bool holds) =>
        Assert.Equal(holds, Match("size: " + value, new InspectionBuilder().BodyOctets(15_000).Build()) is not null);
}

using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class RelayClientConditionTests
{
    [Theory]
    [InlineData(true, "true", true)]
    [InlineData(true, "false", false)]
    [InlineData(false, "true", false)]
    [InlineData(false, "false", true)]
    public void It_asks_whether_the_client_may_relay(bool isRelayClient, string value, bool holds) =>
        Assert.Equal(holds, Match("relay-client: " + value, new InspectionBuilder().Client("10.0.0.1", isRelayClient).Build()) is not null);
}

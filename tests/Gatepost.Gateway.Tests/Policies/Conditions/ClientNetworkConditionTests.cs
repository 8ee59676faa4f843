using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class ClientNetworkConditionTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.0/24", true)]
    [InlineData("192.0.3.7", "192.0.2.0/24", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.8", "192.0.2.7", false)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.0/24", true)]
    [InlineData("2001:db8::1", "[192.0.2.0/24, \"2001:db8::/32\"]", true)]
    [InlineData("2001:db9::1", "\"2001:db8::/32\"", false)]
    [InlineData(null, "0.0.0.0/0", false)]
    [InlineData("10.0.0.1", "10.0.0.0/8", true)]
    public void The_address_of_the_client_is_matched(string? client, string value, bool holds) =>
        Assert.Equal(holds, Match("client-network: " + value, new InspectionBuilder().Client(client).Build()) is not null);
}

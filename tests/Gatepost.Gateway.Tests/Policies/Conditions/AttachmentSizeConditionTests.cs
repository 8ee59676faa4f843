using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class AttachmentSizeConditionTests
{
    [Theory]
    [InlineData(1024L, "{at-least: 1KB}", true)]
    [InlineData(1023L, "{at-least: 1KB}", false)]
    [InlineData(1024L, "{below: 1KB}", false)]
    [InlineData(1023L, "{below: 1KB}", true)]
    [InlineData(1536L, "{at-least: 1KB, below: 2KB}", true)]
    [InlineData(2048L, "{at-least: 1KB, below: 2KB}", false)]
    [InlineData(null, "{at-least: 1KB}", true)]
    [InlineData(null, "{below: 1KB}", false)]
    public void The_lower_end_is_in_and_the_upper_end_is_out(long? octets, string value, bool holds) =>
        Assert.Equal(holds, Match("attachment-size: " + value, new InspectionBuilder().Attached("2", "x", size: octets).Build()) is not null);

    [Fact]
    public void Files_in_archives_count_when_told_so()
    {
        var message = new InspectionBuilder().Attached("2", "a.zip", size: 10).Member("2/1", "big.txt", size: 5_000).Build();
        Assert.Null(Match("attachment-size: {at-least: 1KB}", message));
        Assert.Equal("attachment part 2/1 (a.zip/big.txt) has 4.9 KB", Match("attachment-size: {at-least: 1KB, in-archives: true}", message)!.Because);
    }
}

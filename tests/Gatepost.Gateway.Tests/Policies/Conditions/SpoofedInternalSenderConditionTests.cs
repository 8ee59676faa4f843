using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class SpoofedInternalSenderConditionTests
{
    [Theory]
    [InlineData("boss@example.org", true)]
    [InlineData("The Boss <BOSS@EXAMPLE.ORG>", true)]
    [InlineData("\"a (b\" <boss@example.org>", true)]
    [InlineData("a@partner.example, boss@example.org", true)]
    [InlineData("=?utf-8?Q?boss=40example.org?= <x@evil.example>", true)]
    [InlineData("boss@example.org <x@evil.example>", true)]
    [InlineData("\"boss@example.org via list\" <list@lists.example>", false)]
    [InlineData("x@evil.example (boss@example.org)", false)]
    [InlineData("=?utf-8?Q?=28?= <boss@example.org>", true)]
    [InlineData("=?utf-8?Q?=28?= <boss@example.org> =?utf-8?Q?=29?=", true)]
    [InlineData("=?utf-8?Q?=22?= <boss@example.org> =?utf-8?Q?=22?=", true)]
    [InlineData("( boss <boss@example.org>", true)]
    [InlineData("(( boss (a) <boss@example.org>", true)]
    [InlineData("boss@ example.org", true)]
    [InlineData("boss@ (at) (home (here)) example.org", true)]
    [InlineData("x@evil.example (a (b) boss@example.org)", false)]
    [InlineData("=?utf-8?Q?=28sales=29?= <x@evil.example>", false)]
    [InlineData("x@ (example.org) evil.example", false)]
    [InlineData("boss@example.org.evil.example", false)]
    [InlineData("boss@sub.example.org", false)]
    [InlineData("boss@notexample.org", false)]
    public void An_internal_address_in_From_from_outside_counts(string from, bool holds) =>
        Assert.Equal(holds, Match("spoofed-internal-sender: true", new InspectionBuilder().Header($"From: {from}\r\n").Build()) is not null);

    [Fact]
    public void From_inside_it_is_no_spoof()
    {
        var message = new InspectionBuilder().Header("From: boss@example.org\r\n").Client("10.0.0.1", isRelayClient: true).Build();
        Assert.Null(Match("spoofed-internal-sender: true", message));
        Assert.NotNull(Match("spoofed-internal-sender: false", message));
    }

    [Fact]
    public void A_second_From_field_counts_too() => Assert.NotNull(
        Match("spoofed-internal-sender: true", new InspectionBuilder().Header("From: a@partner.example\r\nFrom: boss@example.org\r\n").Build()));

    [Theory]
    [InlineData('(')]
    [InlineData(')')]
    [InlineData('"')]
    [InlineData('<')]
    [InlineData('@')]
    [InlineData('\\')]
    public void A_From_of_a_hundred_thousand_brackets_is_read_in_one_pass(char c)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Match("spoofed-internal-sender: true", new InspectionBuilder().Header($"From: {new string(c, 100_000)}\r\n").Build());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }
}

using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class CardNumbersConditionTests
{
    [Theory]
    [InlineData("4111111111111111", true)]
    [InlineData("Card 4111 1111 1111 1111, exp 12/30", true)]
    [InlineData("5500-0055-5555-5559", true)]
    [InlineData("3782 822463 10005", true)]
    [InlineData("６０１１１１１１１１１１１１１７", true)]
    [InlineData("two 4111111111111111 5500005555555559", true)]
    [InlineData("4111111111111112", false)]
    [InlineData("411111111111111", false)]
    [InlineData("41111111111111111111", false)]
    [InlineData("x4111111111111111", false)]
    [InlineData("4111111111111111x", false)]
    [InlineData("4111  1111  1111  1111", false)]
    [InlineData("0000 0000 0000 0000", false)]
    [InlineData("9999999999999995", false)]
    [InlineData("IBAN DE89 3704 0044 0532 0130 00", false)]
    [InlineData("phone +49 30 901820, order 1234-5678-9012-3456", false)]
    public void Issuer_length_and_check_digit_must_be_right(string text, bool holds) =>
        Assert.Equal(holds, Match("card-numbers: {at-least: 1}", new InspectionBuilder().Text(text).Build()) is not null);

    [Fact]
    public void The_largest_number_that_a_policy_may_ask_for_can_be_reached()
    {
        var numbers = Enumerable.Range(0, 200_000).Select(i => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"411111{i:D9}"))
            .Select(digits => digits + CheckDigit(digits)).Take(1_500);
        Assert.NotNull(Match("card-numbers: {at-least: 1000}", new InspectionBuilder().Text(string.Join('\n', numbers)).Build()));
    }

    private static int CheckDigit(string digits) => (10 - (digits.Reverse().Select((digit, i) => (digit - '0') * (i % 2 == 0 ? 2 : 1)).Sum(n => n > 9 ? n - 9 : n) % 10)) % 10;

    [Fact]
    public void Different_numbers_are_counted_and_only_their_ends_are_told()
    {
        var message = new InspectionBuilder().Header("Subject: 3782 822463 10005\r\n").Text("4111111111111111 4111-1111-1111-1111 5500005555555559").Build();
        Assert.Equal("3 payment card numbers, ending in 0005, 1111 and 5559", Match("card-numbers: {at-least: 3}", message)!.Because);
        Assert.Null(Match("card-numbers: {at-least: 4}", message));
    }
}

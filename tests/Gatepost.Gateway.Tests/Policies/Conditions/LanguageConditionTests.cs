using Gatepost.Gateway.Inspection;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class LanguageConditionTests
{
    private const string Russian = "Уважаемый клиент, подтвердите данные вашей учётной записи до завтра.";

    [Theory]
    [InlineData(Russian, "language: [ru, zh]", true)]
    [InlineData(Russian, "language: uk", false)]
    [InlineData("Please confirm the data of your account with us by tomorrow.", "language: en", true)]
    [InlineData("Please confirm the data of your account with us by tomorrow.", "language: ru", false)]
    [InlineData("ok", "language: [en, ru]", false)]
    [InlineData("<p>Please confirm the data of your account with us.</p><p style='display:none'>" + Russian, "language: ru", false)]
    public void A_text_that_is_seen_is_in_it(string text, string condition, bool holds) =>
        Assert.Equal(holds, Match(condition, new InspectionBuilder().Read($"Content-Type: text/html; charset=utf-8\r\n\r\n{text}\r\n").Build()) is not null);

    [Fact]
    public void It_asks_for_the_text() => Assert.Equal(InspectionNeeds.Text, When("language: en").Needs);
}

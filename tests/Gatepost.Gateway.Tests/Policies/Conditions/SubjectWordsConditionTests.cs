using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class SubjectWordsConditionTests
{
    [Theory]
    [InlineData("Urgent wire transfer", "wire transfer", true)]
    [InlineData("URGENT", "urgent", true)]
    [InlineData("insurgents", "urgent", false)]
    [InlineData("wire transfers", "wire transfer", false)]
    [InlineData("=?utf-8?B?0KHRgNC+0YfQvdC+?=", "срочно", true)]
    [InlineData("请立即汇款给供应商", "汇款", true)]
    [InlineData("请立即付款", "汇款", false)]
    public void Whole_words_count(string subject, string word, bool holds) => Assert.Equal(
        holds, Match($"subject-words: [\"{word}\"]", new InspectionBuilder().Header($"Subject: {subject}\r\n").Text("urgent wire transfer 汇款 срочно").Build()) is not null);

    [Fact]
    public void Several_words_can_be_demanded()
    {
        var message = new InspectionBuilder().Header("Subject: urgent payment, urgent!\r\n").Build();
        Assert.Equal("\"urgent\" and \"payment\" in the subject", Match("subject-words: {words: [urgent, payment, today], at-least: 2}", message)!.Because);
        Assert.Null(Match("subject-words: {words: [urgent, payment, today], at-least: 3}", message));
    }
}

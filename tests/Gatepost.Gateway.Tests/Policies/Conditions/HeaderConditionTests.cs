using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Conditions;

public sealed class HeaderConditionTests
{
    private const string Header = "From: a@b.example\r\nX-Mailer: Bulk Sender 3\r\nList-Id: News <news.example.org>\r\nX-Mailer: second\r\nSubject: =?utf-8?B?0L/RgNC40LLQtdGC?=\r\n";

    [Theory]
    [InlineData("{name: x-mailer, contains: BULK}", true)]
    [InlineData("{name: X-Mailer, contains: [none, second]}", true)]
    [InlineData("{name: X-Mailer, contains: third}", false)]
    [InlineData("{name: X-Mail, contains: bulk}", false)]
    [InlineData("{name: X-Mailer, equals: SECOND}", true)]
    [InlineData("{name: X-Mailer, equals: bulk}", false)]
    [InlineData("{name: List-Id, matches: \"*.example.org>\"}", true)]
    [InlineData("{name: List-Id, matches: \"*.example.org\"}", false)]
    [InlineData("{name: Subject, equals: ПРИВЕТ}", true)]
    [InlineData("{name: List-Id}", true)]
    [InlineData("{name: Date}", false)]
    [InlineData("{name: Date, exists: false}", true)]
    [InlineData("{name: From, exists: false}", false)]
    public void One_field_that_fits_is_enough(string value, bool holds) =>
        Assert.Equal(holds, Match("header: " + value, new InspectionBuilder().Header(Header).Build()) is not null);

    [Fact]
    public void It_quotes_what_it_saw() => Assert.Equal(
        "header field X-Mailer is \"Bulk Sender 3\"", Match("header: {name: X-Mailer, contains: bulk}", new InspectionBuilder().Header(Header).Build())!.Because);
}

using Gatepost.Gateway.Policies;
using Gatepost.Testing.Policies;
using static Gatepost.Gateway.Tests.Policies.PolicyCases;

namespace Gatepost.Gateway.Tests.Policies.Actions;

public sealed class AddHeaderActionTests
{
    [Fact]
    public void It_notes_the_edit_and_delivers()
    {
        var decision = Then("{add-header: {name: X-Verdict, value: подозрительно}}", new InspectionBuilder().Build());
        Assert.Equal([new AddHeaderEdit("X-Verdict", "подозрительно")], decision.Edits);
        Assert.Equal(Disposition.Deliver, decision.Disposition);
    }

    [Theory]
    [InlineData("From")]
    [InlineData("subject")]
    [InlineData("Content-Type")]
    [InlineData("Authentication-Results")]
    [InlineData("DKIM-Signature")]
    [InlineData("X Y")]
    [InlineData("\"X:\"")]
    public void Fields_that_say_how_mail_is_read_are_refused(string name) =>
        Assert.Single(Errors(Head + $"rules:\n  - name: r\n    then: {{add-header: {{name: {name}, value: v}}}}\n"));

    [Fact]
    public void A_value_of_two_lines_is_refused() =>
        Assert.Single(Errors(Head + "rules:\n  - name: r\n    then: {add-header: {name: X-A, value: \"a\\r\\nBcc: b\"}}\n"));
}

using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Receiving;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Tests.Receiving;

public sealed class ForeignTracesTests
{
    [Theory]
    [InlineData("mx.example; spf=pass")]
    [InlineData(" MX.example 1; dkim=pass")]
    [InlineData("mx.example")]
    [InlineData("(a comment (in a comment)) mx.example; dkim=pass")]
    [InlineData("\"mx.example\"; dkim=pass")]
    public void A_result_in_our_name_is_removed(string value) =>
        Assert.Equal(new RemoveHeaderEdit("Authentication-Results", "mx.example"), Assert.Single(Removals("Authentication-Results", value)));

    [Theory]
    [InlineData("mx.example.evil; spf=pass")]
    [InlineData("other.example; spf=pass")]
    [InlineData("")]
    public void A_result_of_somebody_else_stays(string value) => Assert.Empty(Removals("Authentication-Results", value));

    [Fact]
    public void Our_own_prefix_is_removed_at_an_mx_listener_only()
    {
        Assert.Equal(new RemoveHeaderEdit("X-Gatepost-*"), Assert.Single(Removals("X-Gatepost-Verdict", "clean")));
        Assert.Empty(ForeignTraces.Removals(Headers("X-Gatepost-Verdict", "clean"), "mx.example", removeOwnPrefix: false));
        Assert.Empty(Removals("X-Gateposts", "clean"));
    }

    [Fact]
    public void Content_that_was_never_read_loses_what_it_might_claim() => Assert.Equal(
        [new RemoveHeaderEdit("Authentication-Results", "mx.example"), new RemoveHeaderEdit("X-Gatepost-*")],
        ForeignTraces.Removals(new MessageHeaders([], 0), "mx.example", removeOwnPrefix: true));

    private static System.Collections.Immutable.ImmutableArray<MessageEdit> Removals(string name, string value) =>
        ForeignTraces.Removals(Headers(name, value), "mx.example", removeOwnPrefix: true);

    private static MessageHeaders Headers(string name, string value) => new([new HeaderField(name, value, 0, 10)], 10);
}

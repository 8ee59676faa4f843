using Gatepost.Gateway.Inspection;

namespace Gatepost.Gateway.Tests.Inspection;

/// <summary>When a message need not go to a child process, because nothing of its content is read.</summary>
public sealed class HeadersOnlyTests
{
    private readonly InspectionFixture _fixture = new(new FakeInspector("fake", (_, _) => Task.CompletedTask));

    [Fact]
    public void A_policy_that_asks_for_nothing_reads_headers_only() => Assert.True(_fixture.Pipeline.ReadsHeadersOnly(_fixture.Policy([])));

    [Fact]
    public void One_inspector_or_one_fact_is_enough_to_read_content()
    {
        Assert.False(_fixture.Pipeline.ReadsHeadersOnly(_fixture.Policy(["fake"])));
        Assert.False(_fixture.Pipeline.ReadsHeadersOnly(_fixture.Policy(["content"])));
        Assert.False(_fixture.Pipeline.ReadsHeadersOnly(_fixture.Policy([], InspectionNeeds.Text)));
    }
}

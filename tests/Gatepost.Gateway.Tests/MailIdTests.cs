using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Tests;

public sealed class MailIdTests
{
    [Fact]
    public void Ids_carry_their_time_and_sort_by_it()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123));
        var first = MailId.New(time);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var second = MailId.New(time);
        Assert.Equal(1_800_000_000_123, first.Time.ToUnixTimeMilliseconds());
        Assert.True(first < second);
        Assert.True(MailId.TryParse(first.ToString(), out var again));
        Assert.Equal(first, again);
    }
}

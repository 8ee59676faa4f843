using Gatepost.Gateway.Configuration.Units;

namespace Gatepost.Gateway.Tests.Configuration;

public sealed class NetworkTextTests
{
    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8:0::1", "2001:db8::1/128")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    public void Networks_and_addresses_are_read(string text, string expected)
    {
        Assert.True(NetworkText.TryParse(text, out var network));
        Assert.Equal(expected, network.ToString());
    }

    [Theory]
    [InlineData("10.0.0")]
    [InlineData("10")]
    [InlineData("10.0.0/24")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("fe80::1%eth0")]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("our-servers")]
    public void What_the_writer_means_otherwise_than_the_library_is_refused(string text) => Assert.False(NetworkText.TryParse(text, out _));
}

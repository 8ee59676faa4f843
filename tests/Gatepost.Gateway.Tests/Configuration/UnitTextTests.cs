using Gatepost.Gateway.Configuration.Units;

namespace Gatepost.Gateway.Tests.Configuration;

public class UnitTextTests
{
    [Theory]
    [InlineData("30s", 30)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7_200)]
    [InlineData("7d", 604_800)]
    [InlineData("1w", 604_800)]
    [InlineData("1h30m", 5_400)]
    [InlineData("1.5h", 5_400)]
    [InlineData("500ms", 0.5)]
    [InlineData("0", 0)]
    public void Durations_are_read(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
        Assert.True(DurationText.TryParse(DurationText.Format(duration), out var again));
        Assert.Equal(duration, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-5m")]
    [InlineData("5 fortnights")]
    [InlineData("99999999999d")]
    [InlineData("1.2.3s")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("50MB", 52_428_800)]
    [InlineData("512 KB", 524_288)]
    [InlineData("1GiB", 1_073_741_824)]
    [InlineData("2048", 2_048)]
    [InlineData("1.5k", 1_536)]
    public void Sizes_are_read(string text, long octets)
    {
        Assert.True(SizeText.TryParse(text, out var size));
        Assert.Equal(octets, size);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1MB")]
    [InlineData("10XB")]
    [InlineData("99999999999999999999TB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(SizeText.TryParse(text, out _));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1_536, "1.5 KB")]
    [InlineData(52_428_800, "50 MB")]
    public void Sizes_are_shown_for_people(long octets, string shown) => Assert.Equal(shown, SizeText.Format(octets));
}

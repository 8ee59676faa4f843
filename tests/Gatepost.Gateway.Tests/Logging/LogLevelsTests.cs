using System.Collections.Immutable;
using Gatepost.Gateway.Logging;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Tests.Logging;

public sealed class LogLevelsTests
{
    [Theory]
    [InlineData("Gatepost.Gateway.Delivery.Queue.AttemptRecorder", "delivery")]
    [InlineData("Gatepost.Gateway.MessageLog.Loading.MessageLogLoader", "message-log")]
    [InlineData("Gatepost.Gateway.Receiving.ReceivingServices", "receiving")]
    [InlineData("Gatepost.Gateway.Configuration.Reloading.SettingsReload", "gateway")]
    [InlineData("Gatepost.Storage.Sqlite.SqliteLogStore", "storage")]
    [InlineData("Gatepost.Web.Api.AdminSocket", "administration")]
    [InlineData("Gatepost.Hosting.GatewayReady", "gateway")]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", "framework")]
    [InlineData("", "framework")]
    public void A_logger_belongs_to_the_area_of_its_folder(string category, string area) => Assert.Equal(area, LogAreas.Of(category));

    [Fact]
    public void An_area_has_its_own_level_and_a_change_is_in_force_at_once()
    {
        var levels = new LogLevels(new LoggingSettings { Areas = ImmutableDictionary<string, LogLevel>.Empty.Add("delivery", LogLevel.Debug) });
        Assert.True(levels.IsEnabled("Gatepost.Gateway.Delivery.X", LogLevel.Debug));
        Assert.False(levels.IsEnabled("Gatepost.Gateway.Receiving.X", LogLevel.Debug));
        Assert.True(levels.IsEnabled("Gatepost.Gateway.Receiving.X", LogLevel.Information));

        levels.Change(new LoggingSettings { Level = LogLevel.Error });
        Assert.False(levels.IsEnabled("Gatepost.Gateway.Delivery.X", LogLevel.Warning));
        Assert.True(levels.IsEnabled("Gatepost.Gateway.Delivery.X", LogLevel.Error));
    }

    [Fact]
    public void The_framework_tells_its_troubles_only_unless_somebody_asks()
    {
        var levels = new LogLevels(new LoggingSettings { Level = LogLevel.Debug });
        Assert.False(levels.IsEnabled("Microsoft.AspNetCore.X", LogLevel.Information));
        Assert.True(levels.IsEnabled("Microsoft.AspNetCore.X", LogLevel.Warning));
        levels.Change(new LoggingSettings { Areas = ImmutableDictionary<string, LogLevel>.Empty.Add("framework", LogLevel.Debug) });
        Assert.True(levels.IsEnabled("Microsoft.AspNetCore.X", LogLevel.Debug));
    }
}

using System.Globalization;
using Gatepost.Gateway.Spool;

namespace Gatepost.EndToEnd.Tests.Crash;

/// <summary>Promise 1: SIGKILL at any instant loses nothing; at worst messages in flight are delivered twice. The long form is bench/crash.</summary>
[Collection(Heavy.Collection)]
public sealed class NothingIsLostWhenTheProcessDies(ITestOutputHelper output)
{
    [Fact]
    public async Task Every_message_that_got_its_250_arrives()
    {
        // bench/crash sets them for the long form.
        var kills = Setting("GATEPOST_CRASH_KILLS", 32);
        var plan = new CrashPlan { Kills = kills, Seed = Setting("GATEPOST_CRASH_SEED", Random.Shared.Next()), Failpoints = FailpointNames.All };
        output.WriteLine($"Seed {plan.Seed}");
        await using var run = new CrashRun(plan, output.WriteLine);
        var report = await run.RunAsync();
        output.WriteLine(report.ToString());
        Assert.True(report.Lost.Count == 0, report.ToString());
        Assert.True(report.Broken.Count == 0, report.ToString());
        Assert.True(report.Kills >= kills, report.ToString());
        // At worst what was in flight at a death: the connections to two next hops.
        Assert.True(report.Duplicates <= report.Kills * 2 * plan.Connections, report.ToString());
        Assert.Equal(FailpointNames.All.Order(), report.ByFailpoint.Keys.Order());
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}

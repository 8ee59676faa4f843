using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Every call to the disk made to fail in turn, and the power cut at every call: promise 1.</summary>
public sealed class MailSpoolFaultTests
{
    private const int PowerCutsPerCall = 4;

    [Fact]
    public async Task Without_faults_nothing_is_refused_and_the_books_are_right()
    {
        var scenario = await RunAsync(_ => DiskFault.None);
        Assert.All(scenario.Told, told => Assert.True(told.Accepted));
        Assert.Equal(4, scenario.Told.Count);
        Assert.Equal(2, scenario.Spool.Entries.Count);
        await CheckAsync(scenario, seed: 0);
    }

    [Theory]
    [InlineData(DiskFault.Fail)]
    [InlineData(DiskFault.FailAfter)]
    [InlineData(DiskFault.Torn)]
    public async Task One_failure_at_any_call_loses_nothing_and_leaves_nothing_by_halves(DiskFault fault)
    {
        var calls = (await RunAsync(_ => DiskFault.None)).Disk.Calls;
        Assert.InRange(calls, 50, 500);
        for (var number = 1; number <= calls; number++)
        {
            var scenario = await RunAsync(call => call.Number == number ? fault : DiskFault.None);
            await CheckAsync(scenario, seed: number);
        }
    }

    [Fact]
    public async Task A_power_cut_at_any_call_loses_nothing_that_was_accepted()
    {
        var calls = (await RunAsync(_ => DiskFault.None)).Disk.Calls;
        for (var number = 1; number <= calls; number++)
        {
            for (var cut = 0; cut < PowerCutsPerCall; cut++)
            {
                var scenario = await RunAsync(call => call.Number == number ? DiskFault.PowerCut : DiskFault.None);
                Assert.True(scenario.Disk.IsOff);
                var left = scenario.Disk.AfterPowerCut(new Random((number * 31) + cut));
                await SpoolScenario.CheckRestartAsync(scenario, left, afterPowerCut: true);
            }
        }
    }

    [Fact]
    public async Task A_disk_that_fails_for_good_accepts_nothing_and_says_so()
    {
        var scenario = await RunAsync(call => call.Operation == DiskOperation.Sync ? DiskFault.Fail : DiskFault.None);
        Assert.All(scenario.Told, told => Assert.False(told.Accepted));
        Assert.NotNull(scenario.Spool.UnhealthyReason);
        Assert.Empty(scenario.Disk.Names("spool/queue"));
        Assert.Empty(scenario.Disk.Names("spool/incoming"));
    }

    [Fact]
    public async Task A_refused_message_does_not_come_back_when_the_folder_can_never_be_synced()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var scenario = await RunAsync(call => call.Operation == DiskOperation.SyncFolder ? DiskFault.Fail : DiskFault.None);
            Assert.All(scenario.Told, told => Assert.True(told.Refused));
            await SpoolScenario.CheckRestartAsync(scenario, scenario.Disk.AfterPowerCut(new Random(seed)), afterPowerCut: true);
        }
    }

    [Fact]
    public async Task Any_failure_while_a_start_reads_the_spool_loses_nothing()
    {
        var scenario = await RunAsync(_ => DiskFault.None);
        var calls = scenario.Disk.AfterKill();
        new MailSpool(calls, SpoolScenario.Limits, TimeProvider.System, new NoFailpoints()).Recover();
        for (var number = 1; number <= calls.Calls; number++)
        {
            var disk = scenario.Disk.AfterKill();
            disk.Faults = call => call.Number == number ? DiskFault.Fail : DiskFault.None;
            try
            {
                new MailSpool(disk, SpoolScenario.Limits, TimeProvider.System, new NoFailpoints()).Recover();
            }
            catch (IOException)
            {
                // The gateway does not start; somebody repairs the disk.
            }
            await SpoolScenario.CheckRestartAsync(scenario, disk.AfterKill(), afterPowerCut: false);
        }
    }

    private static async Task<SpoolScenario> RunAsync(Func<DiskCall, DiskFault> faults)
    {
        var disk = new FaultyDisk();
        var scenario = new SpoolScenario(disk);
        scenario.Spool.Recover();
        var before = disk.Calls;
        disk.Faults = call => faults(call with { Number = call.Number - before });
        await scenario.RunAsync();
        disk.Faults = null;
        return scenario;
    }

    private static async Task CheckAsync(SpoolScenario scenario, int seed)
    {
        await SpoolScenario.CheckRestartAsync(scenario, scenario.Disk.AfterKill(), afterPowerCut: false);
        await SpoolScenario.CheckRestartAsync(scenario, scenario.Disk.AfterPowerCut(new Random(seed)), afterPowerCut: true);
    }
}

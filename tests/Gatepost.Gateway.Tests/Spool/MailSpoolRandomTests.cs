using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Many messages at once on a disk that fails at random and then loses its power, with a seed that a failure names.</summary>
public sealed class MailSpoolRandomTests
{
    private const int Seeds = 60;
    private const int Writers = 6;

    [Fact]
    public async Task Concurrent_work_on_a_failing_disk_keeps_every_promise()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                await RunAsync(seed);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private static async Task RunAsync(int seed)
    {
        var faults = new Random(seed);
        var disk = new FaultyDisk();
        var scenario = new SpoolScenario(disk) { RefusedMayBeFound = true };
        scenario.Spool.Recover();
        var cutAt = faults.Next(20, 600);
        var before = disk.Calls;
        disk.Faults = call =>
        {
            if (call.Number - before >= cutAt)
                return DiskFault.PowerCut;
            return faults.Next(12) == 0 ? (DiskFault)faults.Next(1, 4) : DiskFault.None;
        };
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(scenario, new Random((seed * 100) + writer)))));
        disk.Faults = null;
        await SpoolScenario.CheckRestartAsync(scenario, disk.AfterPowerCut(new Random(seed)), afterPowerCut: true);
        await SpoolScenario.CheckRestartAsync(scenario, disk.AfterKill(), afterPowerCut: true);
    }

    private static async Task WriteAsync(SpoolScenario scenario, Random random)
    {
        for (var message = 0; message < 8; message++)
        {
            var told = await scenario.CommitAsync(random.Next(4) == 0 ? random.Next(60_000, 140_000) : random.Next(0, 900), SpoolOutcome.Deliver, SpoolOutcome.Hold);
            for (var step = random.Next(5); step > 0; step--)
                await scenario.UpdateAsync(told, random.Next(2), random.Next(3) == 0 ? RecipientStatus.Delivered : RecipientStatus.Queued);
        }
    }
}

using Gatepost.Gateway.Spool.Disk;

namespace Gatepost.Gateway.Tests.Spool.Disk;

public sealed class FolderSyncTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task All_who_ask_while_one_sync_runs_share_the_next_one()
    {
        using var running = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var syncs = 0;
        var sync = new FolderSync(
            () =>
            {
                if (Interlocked.Increment(ref syncs) != 1)
                    return;
                running.Set();
                Assert.True(go.Wait(Patience));
            },
            new DiskThreads(2));
        var first = sync.SyncAsync();
        Assert.True(running.Wait(Patience));
        var others = Enumerable.Range(0, 40).Select(_ => sync.SyncAsync()).ToArray();
        Assert.All(others, other => Assert.False(other.IsCompleted));

        go.Set();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(2, syncs);
    }

    [Fact]
    public async Task A_sync_that_fails_fails_for_all_who_waited_for_it_and_for_nobody_else()
    {
        using var running = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        var syncs = 0;
        var sync = new FolderSync(
            () =>
            {
                switch (Interlocked.Increment(ref syncs))
                {
                    case 1:
                        running.Set();
                        Assert.True(go.Wait(Patience));
                        break;
                    case 2:
                        throw new IOException("the disk is gone");
                }
            },
            new DiskThreads(2));
        var first = sync.SyncAsync();
        Assert.True(running.Wait(Patience));
        Task[] others = [sync.SyncAsync(), sync.SyncAsync()];

        go.Set();
        await first;
        foreach (var other in others)
            Assert.Equal("the disk is gone", (await Assert.ThrowsAsync<IOException>(() => other)).Message);
        await sync.SyncAsync();

        Assert.Equal(3, syncs);
    }
}

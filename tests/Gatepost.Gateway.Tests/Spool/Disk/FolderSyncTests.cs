using Gatepost.Gateway.Spool.Disk;

namespace Gatepost.Gateway.Tests.Spool.Disk;

public sealed class FolderSyncTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ManualResetEventSlim _running = new();
    private readonly ManualResetEventSlim _go = new();
    private readonly FolderSync _sync;
    private int _syncs;
    private int _failing;

    public FolderSyncTests() => _sync = new FolderSync(Sync, new DiskThreads(2));

    public void Dispose()
    {
        _running.Dispose();
        _go.Dispose();
    }

    [Fact]
    public async Task All_who_ask_while_one_sync_runs_share_the_next_one()
    {
        var first = BeginFirst();
        var others = Enumerable.Range(0, 40).Select(_ => _sync.SyncAsync()).ToArray();
        Assert.All(others, other => Assert.False(other.IsCompleted));

        _go.Set();
        await first;
        await Task.WhenAll(others);

        Assert.Equal(2, _syncs);
    }

    [Fact]
    public async Task A_sync_that_fails_fails_for_all_who_waited_for_it_and_for_nobody_else()
    {
        _failing = 2;
        var first = BeginFirst();
        Task[] others = [_sync.SyncAsync(), _sync.SyncAsync()];

        _go.Set();
        await first;
        foreach (var other in others)
            Assert.Equal("the disk is gone", (await Assert.ThrowsAsync<IOException>(() => other)).Message);
        await _sync.SyncAsync();

        Assert.Equal(3, _syncs);
    }

    /// <summary>A sync that runs until it is let go.</summary>
    private Task BeginFirst()
    {
        var first = _sync.SyncAsync();
        Assert.True(_running.Wait(Patience));
        return first;
    }

    private void Sync()
    {
        var number = Interlocked.Increment(ref _syncs);
        if (number == _failing)
            throw new IOException("the disk is gone");
        if (number != 1)
            return;
        _running.Set();
        Assert.True(_go.Wait(Patience));
    }
}

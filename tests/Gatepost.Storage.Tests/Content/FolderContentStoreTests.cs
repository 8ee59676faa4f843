using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Storage.Content;
using Gatepost.Storage.Tests.Contracts;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Servers;

namespace Gatepost.Storage.Tests.Content;

public sealed class FolderContentStoreTests : ContentStoreContract, IDisposable
{
    private readonly TestFolder _folder = new("content");

    public FolderContentStoreTests() => Store = new FolderContentStore(new PhysicalDisk(_folder.Path));

    protected override IContentStore Store { get; }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Content is there whole, or not at all, whatever the disk does.</summary>
public sealed class FolderContentStoreFaultTests
{
    private const string Key = "019cb71f2c3070008000000000000001";

    private static readonly byte[] Content = [.. Enumerable.Range(0, 150_000).Select(number => (byte)number)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DiskFault.Fail)]
    [InlineData(DiskFault.FailAfter)]
    [InlineData(DiskFault.Torn)]
    public async Task Each_failing_call_in_turn_leaves_all_or_nothing_and_the_next_try_succeeds(DiskFault fault)
    {
        for (var failing = 1; failing < 30; failing++)
        {
            var disk = new FaultyDisk { Faults = call => call.Number == failing ? fault : DiskFault.None };
            var store = new FolderContentStore(disk);
            await TryPutAsync(store);
            disk.Faults = null;
            if (await ReadAsync(store) is { } found)
                Assert.Equal(Content, found);
            await store.PutAsync(Key, new MemoryStream(Content), Token);
            Assert.Equal(Content, await ReadAsync(store));
            Assert.Empty(disk.List("quarantine/incoming"));
        }
    }

    [Fact]
    public async Task After_put_returned_a_power_cut_takes_nothing()
    {
        for (var cut = 1; cut < 30; cut++)
        {
            var disk = new FaultyDisk { Faults = call => call.Number == cut ? DiskFault.PowerCut : DiskFault.None };
            var isStored = await TryPutAsync(new FolderContentStore(disk));
            var found = await ReadAsync(new FolderContentStore(disk.AfterPowerCut(new Random(cut))));
            if (isStored || found is not null)
                Assert.Equal(Content, found);
        }
    }

    [Fact]
    public async Task What_a_crash_left_half_written_is_removed_at_the_next_start()
    {
        var disk = new FaultyDisk();
        disk.Put($"quarantine/incoming/{Key}-1", [1, 2, 3]);
        await new FolderContentStore(disk).PutAsync(Key, new MemoryStream(Content), Token);
        Assert.Empty(disk.List("quarantine/incoming"));
    }

    private static async Task<bool> TryPutAsync(FolderContentStore store)
    {
        try
        {
            await store.PutAsync(Key, new MemoryStream(Content), Token);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static async Task<byte[]?> ReadAsync(FolderContentStore store)
    {
        await using var stream = await store.OpenAsync(Key, Token);
        if (stream is null)
            return null;
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Token);
        return copy.ToArray();
    }
}

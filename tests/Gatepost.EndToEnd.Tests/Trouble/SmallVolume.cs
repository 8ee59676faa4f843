using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>A small file system in memory, mounted for one test; only root can.</summary>
internal sealed class SmallVolume : IAsyncDisposable
{
    private readonly TestFolder _folder;

    private SmallVolume(TestFolder folder) => _folder = folder;

    public string Path => _folder["volume"];

    public static async Task<SmallVolume> MountAsync(string size)
    {
        Requirement.Root("a small file system is mounted.");
        var folder = new TestFolder("volume");
        Directory.CreateDirectory(folder["volume"]);
        var mounted = await ChildProcess.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={size},mode=755", "tmpfs", folder["volume"]]);
        if (mounted.ExitCode != 0)
        {
            folder.Dispose();
            // Root without the right to mount, as in most containers.
            Assert.Skip($"A small file system cannot be mounted: {mounted.Error.Trim()}");
        }
        return new SmallVolume(folder);
    }

    public async ValueTask DisposeAsync()
    {
        await ChildProcess.RunAsync("umount", ["--lazy", Path]);
        _folder.Dispose();
    }
}

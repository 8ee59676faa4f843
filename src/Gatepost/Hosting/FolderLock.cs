namespace Gatepost.Hosting;

/// <summary>
/// One process per data folder: two would recover, deliver and remove the same spool files. The lock is the kernel's (flock through
/// <see cref="FileShare.None"/>), so it ends with the process, however that ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Null when another process holds it.</summary>
    public static FolderLock? TryTake(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(Path.Combine(folder, "gatepost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}

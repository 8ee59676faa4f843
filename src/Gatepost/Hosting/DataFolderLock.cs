namespace Gatepost.Hosting;

/// <summary>
/// One process per data folder: two would recover, deliver and remove the same spool files. The lock is the kernel's (flock through
/// <see cref="FileShare.None"/>), so it ends with the process, however that ends.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private readonly FileStream _file;

    private DataFolderLock(FileStream file) => _file = file;

    /// <summary>Null when another process holds it.</summary>
    public static DataFolderLock? TryTake(string folder)
    {
        try
        {
            return new DataFolderLock(new FileStream(Path.Combine(folder, "gatepost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}

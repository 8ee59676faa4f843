namespace Gatepost.Hosting;

/// <summary>
/// One process per data folder: two would recover, deliver and remove the same spool files. The lock is the kernel's (flock through
/// <see cref="FileShare.None"/>), so it ends with the process, however that ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    /// <summary>EWOULDBLOCK of flock; a volume that is full or read-only is another trouble, with other words.</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Makes the folder where it is not there, and locks it; null, with a sentence for the administrator, when that cannot be.</summary>
    public static FolderLock? TryTake(string folder, out string trouble)
    {
        trouble = "";
        try
        {
            Directory.CreateDirectory(folder);
            return new FolderLock(new FileStream(Path.Combine(folder, "gatepost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException held) when (held.HResult == WouldBlock)
        {
            trouble = $"Another gatepost runs on {folder}. Stop it first, or give this one a data folder of its own (--data).";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            trouble = $"The data folder {folder} cannot be used: {error.Message}";
        }
        return null;
    }

    public void Dispose() => _file.Dispose();
}

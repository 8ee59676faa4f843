using System.Buffers;
using System.Globalization;
using Gatepost.Gateway.Quarantine;
using Gatepost.Gateway.Spool;

namespace Gatepost.Storage.Content;

/// <summary>
/// Content in the folder <c>quarantine</c> of the data folder: written beside its place, synced, renamed, and the folder synced. Files lie two
/// levels deep by the end of their key, which is random where its beginning is a time.
/// </summary>
internal sealed class FolderContentStore(ISpoolDisk disk) : IContentStore
{
    private const string Root = "quarantine";
    private const string Incoming = Root + "/incoming";
    private const int CopyOctets = 65_536;

    private readonly Lock _starting = new();
    private long _number;
    private bool _started;

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        var (folder, path) = PlaceOf(key);
        Start();
        if (Exists(path))
        {
            // A crash may have come between the rename and the sync of the folder.
            disk.SyncFolder(folder);
            return;
        }
        var incoming = string.Create(CultureInfo.InvariantCulture, $"{Incoming}/{key}-{Interlocked.Increment(ref _number)}");
        try
        {
            await WriteAsync(incoming, content, cancellationToken);
            disk.CreateFolder(folder);
            disk.Rename(incoming, path);
        }
        catch
        {
            TryDelete(incoming);
            throw;
        }
        disk.SyncFolder(folder);
    }

    public Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var file = disk.Open(PlaceOf(key).Path, FileMode.Open, FileAccess.Read);
            return Task.FromResult<Stream?>(new SpoolFileStream(file, start: 0, file.Length));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        var (folder, path) = PlaceOf(key);
        try
        {
            disk.Delete(path);
            // Without it a power cut could bring back what was deleted for good, and no row would lead to it.
            disk.SyncFolder(folder);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // Not there, as asked.
        }
        return Task.CompletedTask;
    }

    /// <summary>The place of a key.</summary>
    private static (string Folder, string Path) PlaceOf(string key)
    {
        ContentKey.Check(key);
        var folder = $"{Root}/{key[^2..]}/{key[^4..^2]}";
        return (folder, $"{folder}/{key}");
    }

    /// <summary>What a crash left in the incoming folder was never referred to.</summary>
    private void Start()
    {
        lock (_starting)
        {
            if (_started)
                return;
            disk.CreateFolder(Incoming);
            foreach (var name in disk.List(Incoming))
                disk.Delete($"{Incoming}/{name}");
            _started = true;
        }
    }

    private async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        using var file = disk.Open(path, FileMode.CreateNew, FileAccess.Write);
        var buffer = ArrayPool<byte>.Shared.Rent(CopyOctets);
        try
        {
            for (var position = 0L; await content.ReadAsync(buffer, cancellationToken) is > 0 and var read; position += read)
                file.Write(buffer.AsSpan(0, read), position);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        file.Sync();
    }

    private bool Exists(string path)
    {
        try
        {
            disk.Open(path, FileMode.Open, FileAccess.Read).Dispose();
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    private void TryDelete(string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next start removes it.
        }
    }
}

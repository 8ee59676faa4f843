using System.Globalization;

namespace Gatepost.Gateway.Extraction;

/// <summary>
/// The folder of one job: the gateway puts the file in, the worker the members. Taken away from the worker with its answer, and removed when nobody reads it any more: plain files by their numbers,
/// and then whatever else a process that is not trusted has put there; links are not followed.
/// </summary>
internal sealed class JobFolderLease : IExtractedMembers
{
    private string _path;
    private readonly int _files;
    private int _isDisposed;

    private JobFolderLease(string path, int files)
    {
        _path = path;
        _files = files;
    }

    /// <summary>Makes the folder and puts the file in.</summary>
    /// <param name="scratch">The worker's folder.</param>
    /// <param name="job">The number of the job.</param>
    /// <param name="file">The octets.</param>
    /// <param name="files">The largest number that a member may have.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<JobFolderLease> CreateAsync(string scratch, int job, Func<Stream> file, int files, CancellationToken cancellationToken)
    {
        var lease = new JobFolderLease(Path.Combine(scratch, job.ToString(CultureInfo.InvariantCulture)), files);
        Directory.CreateDirectory(lease._path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            await using var input = file();
            await using var target = new FileStream(Path.Combine(lease._path, "in"), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
            await input.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes the folder out of the worker's reach, whose rules on files end at its own folder: one that a later message takes over neither reads nor changes what came out of this one. Throws
    /// <see cref="IOException"/>.
    /// </summary>
    /// <param name="kept">Of the gateway alone.</param>
    public void TakeAway(string kept)
    {
        File.Delete(Path.Combine(_path, "in"));
        Directory.CreateDirectory(kept, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var target = Path.Combine(kept, Path.GetFileName(_path));
        Directory.Move(_path, target);
        _path = target;
        if (new DirectoryInfo(target).LinkTarget is not null)
            throw new IOException("The folder of a job was changed for a link.");
    }

    public Stream Open(int node, long octets) =>
        node > 0 && node <= _files ? ScratchFile.Open(Path.Combine(_path, node.ToString(CultureInfo.InvariantCulture)), octets) : throw new IOException("There is no member of that number.");

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0 || !Directory.Exists(_path))
            return;
        try
        {
            File.Delete(Path.Combine(_path, "in"));
            for (var node = 1; node <= _files; node++)
            {
                var member = Path.Combine(_path, node.ToString(CultureInfo.InvariantCulture));
                // Numbers have no gaps but for members that were only listed; the folder says when it is empty.
                File.Delete(member);
                if (node % 16 == 0 && !Directory.EnumerateFileSystemEntries(_path).Any())
                    break;
            }
            Directory.Delete(_path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What is left goes with the worker's folder, or the pool's.
        }
    }
}

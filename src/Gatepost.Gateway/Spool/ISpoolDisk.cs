namespace Gatepost.Gateway.Spool;

/// <summary>
/// The disk seam of the spool and of every other durable file: the real disk, and a faulty one of the tests that fails the n-th call or
/// drops what was not synced. Paths are relative to the seam's root, use <c>/</c>, and never come from input. Errors are
/// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>. Thread-safe.
/// </summary>
public interface ISpoolDisk
{
    /// <summary>Where it is, for messages to people.</summary>
    string Root { get; }

    /// <summary>Makes a folder and its parents, durably.</summary>
    void CreateFolder(string folder);

    /// <summary>Opens a file.</summary>
    ISpoolFile Open(string path, FileMode mode, FileAccess access);

    /// <summary>Names of the files of a folder, not of its subfolders.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Renames atomically, replacing the target. Durable only after <see cref="SyncFolder"/> of the folders.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a file; no error when it is not there.</summary>
    void Delete(string path);

    /// <summary>Makes renames, creations and deletions in a folder durable (fsync of the directory).</summary>
    void SyncFolder(string folder);

    /// <summary>Octets free for an unprivileged process on the volume.</summary>
    long FreeOctets();
}

/// <summary>An open file of <see cref="ISpoolDisk"/>; positional, so that readers need no lock.</summary>
public interface ISpoolFile : IDisposable
{
    /// <summary>Octets.</summary>
    long Length { get; }

    /// <summary>Writes at a position.</summary>
    void Write(ReadOnlySpan<byte> octets, long position);

    /// <summary>Reads at a position; 0 at the end.</summary>
    int Read(Span<byte> octets, long position);

    /// <summary>Cuts or extends.</summary>
    void SetLength(long octets);

    /// <summary>fsync: returns when the octets are on stable storage.</summary>
    void Sync();
}

namespace Gatepost.Testing.Disk;

/// <summary>A folder of its own for a test of the real disk, removed afterwards.</summary>
public sealed class TemporaryFolder : IDisposable
{
    /// <summary>Its absolute path.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("gatepost-test-").FullName;

    /// <summary>Removes it with all that is in it.</summary>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}

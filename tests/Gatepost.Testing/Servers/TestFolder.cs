namespace Gatepost.Testing.Servers;

/// <summary>
/// A folder of one test, readable by the unprivileged users of the servers and short enough for socket paths. It is removed at the end, unless
/// <c>GATEPOST_TEST_KEEP=1</c>.
/// </summary>
public sealed class TestFolder : IDisposable
{
    /// <summary>Makes the folder.</summary>
    public TestFolder(string name)
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"gatepost-{name}-{Guid.NewGuid().ToString("N")[..8]}");
        Directory.CreateDirectory(Path);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, (UnixFileMode)Convert.ToInt32("755", 8));
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>A path inside.</summary>
    public string this[string relative] => System.IO.Path.Combine(Path, relative);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string relative, string content)
    {
        var path = this[relative];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("GATEPOST_TEST_KEEP") != "1" && Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}

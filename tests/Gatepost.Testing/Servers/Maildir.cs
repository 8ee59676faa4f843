namespace Gatepost.Testing.Servers;

/// <summary>Reads a Maildir.</summary>
public sealed class Maildir(string path)
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = path;

    /// <summary>Files of complete messages.</summary>
    public IReadOnlyList<string> Files => [.. new[] { "new", "cur" }.Select(folder => System.IO.Path.Combine(Path, folder)).Where(Directory.Exists).SelectMany(Directory.GetFiles)];

    /// <summary>Waits for so many messages and returns their octets.</summary>
    public async Task<IReadOnlyList<byte[]>> WaitForAsync(int count, TimeSpan? timeout = null)
    {
        await Wait.UntilAsync(
            () => Task.FromResult(Files.Count >= count), timeout ?? TimeSpan.FromSeconds(30), () => $"{count} messages in {Path}; there are {Files.Count}");
        return [.. Files.Select(File.ReadAllBytes)];
    }
}

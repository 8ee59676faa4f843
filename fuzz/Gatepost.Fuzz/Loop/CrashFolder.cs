using System.Security.Cryptography;

namespace Gatepost.Fuzz.Loop;

/// <summary>Keeps one input for each way in which a target failed, with the exception beside it.</summary>
internal sealed class CrashFolder(string folder)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public string Folder => folder;

    public int Count => _known.Count;

    /// <summary>True for a failure that was not seen before.</summary>
    public bool Add(byte[] input, string failure)
    {
        if (!_known.Add(Place(failure)))
            return false;
        Directory.CreateDirectory(folder);
        var name = Convert.ToHexStringLower(SHA256.HashData(input))[..16];
        File.WriteAllBytes(Path.Combine(folder, name), input);
        File.WriteAllText(Path.Combine(folder, name + ".txt"), failure + "\n");
        return true;
    }

    /// <summary>Two failures are the same when the first frames of their stacks are.</summary>
    private static string Place(string failure)
    {
        var frames = failure.Split('\n').Where(line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal)).Take(4).ToArray();
        return frames.Length == 0 ? failure.Split('\n')[0] : string.Join('\n', frames);
    }
}

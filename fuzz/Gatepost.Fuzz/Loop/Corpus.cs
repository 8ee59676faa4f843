namespace Gatepost.Fuzz.Loop;

/// <summary>The seed files of a target: <c>fuzz/corpora/TARGET</c> of the checkout that this program was built from.</summary>
internal static class Corpus
{
    public static string Root { get; } = Path.Combine(FindRepository(), "fuzz", "corpora");

    /// <summary>Where crashers are kept; never part of the repository.</summary>
    public static string CrashesOf(string target) => Path.Combine(FindRepository(), "artifacts", "fuzz", target, "crashes");

    /// <summary>In the order of their names; empty when the folder is missing.</summary>
    public static IReadOnlyList<(string Name, byte[] Octets)> Of(IFuzzTarget target)
    {
        var folder = Path.Combine(Root, target.Name);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))]
            : [];
    }

    private static string FindRepository()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Gatepost.slnx")))
                return folder;
        }
        throw new InvalidOperationException($"No Gatepost.slnx above {AppContext.BaseDirectory}: run this from a checkout.");
    }
}

namespace Gatepost.Extraction.Formats.Archives.Packed;

/// <summary>The name of what a packed file holds, where its header has none: its own without the extension, as unpackers do it.</summary>
internal static class PackedNames
{
    private static readonly (string Packed, string Unpacked)[] Extensions =
    [
        (".tgz", ".tar"), (".tbz2", ".tar"), (".tbz", ".tar"), (".txz", ".tar"), (".tlz", ".tar"), (".tzst", ".tar"), (".taz", ".tar"), (".svgz", ".svg"), (".emz", ".emf"), (".wmz", ".wmf"),
        (".gz", ""), (".bz2", ""), (".xz", ""), (".lzma", ""), (".zst", ""), (".lz4", ""), (".lz", ""), (".z", ""),
    ];

    /// <summary>The name, or null.</summary>
    public static string? Inner(string? name)
    {
        foreach (var (packed, unpacked) in Extensions)
        {
            if (name is not null && name.Length > packed.Length && name.EndsWith(packed, StringComparison.OrdinalIgnoreCase))
                return name[..^packed.Length] + unpacked;
        }
        return null;
    }
}

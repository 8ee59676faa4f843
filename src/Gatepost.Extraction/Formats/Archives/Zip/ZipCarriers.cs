using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Files that are something else by their first octets, and may have a zip at their end, which is where programs look for one.</summary>
internal static class ZipCarriers
{
    /// <summary>Self-extractors, what has junk in front, and pictures and pages that are a zip for another program.</summary>
    public static ImmutableArray<string> Types { get; } = ["pe-executable", "elf", "unknown", "gif", "jpeg", "png", "bmp", "pdf"];

    /// <summary>True where that is no accident: self-extractors are honest, and junk in front is passed over by every program.</summary>
    public static bool IsFinding(string type) => type is not ("pe-executable" or "elf" or "unknown");
}

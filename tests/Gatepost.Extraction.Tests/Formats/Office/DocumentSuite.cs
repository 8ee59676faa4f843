using Gatepost.Testing.Servers;
using SharpCompress.Archives.Zip;
using SharpCompress.Readers;

namespace Gatepost.Extraction.Tests.Formats.Office;

/// <summary>The public set of documents with macros, objects and tricks, read where it lies, in memory.</summary>
internal static class DocumentSuite
{
    public static Dictionary<string, byte[]> Files()
    {
        var path = Path.Combine(Requirement.Shared("suites/documents"), "oletools-dev.zip");
        using var archive = ZipArchive.OpenArchive(path, new ReaderOptions { Password = "infected" });
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries.Where(entry => !entry.IsDirectory))
        {
            using var octets = new MemoryStream();
            using var stream = entry.OpenEntryStream();
            stream.CopyTo(octets);
            files[entry.Key!] = octets.ToArray();
        }
        return files;
    }
}

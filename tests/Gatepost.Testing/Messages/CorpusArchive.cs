using System.Formats.Tar;
using System.IO.Compression;
using Gatepost.Testing.Servers;

namespace Gatepost.Testing.Messages;

/// <summary>Reads a set of public mail where it lies, beside the checkout: nothing of it is unpacked or kept.</summary>
public static class CorpusArchive
{
    /// <summary>Every file of <c>../shared/corpus/SET</c>, an archive or a few files as they are; skips the test where the folder is missing.</summary>
    public static IEnumerable<(string Name, byte[] Octets)> Files(string set)
    {
        var folder = Requirement.Shared($"corpus/{set}");
        var path = Path.Combine(folder, $"{set}.tar.gz");
        return File.Exists(path) ? Archived(path) : Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)));
    }

    private static IEnumerable<(string Name, byte[] Octets)> Archived(string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is null)
                continue;
            using var octets = new MemoryStream();
            entry.DataStream.CopyTo(octets);
            yield return (entry.Name, octets.ToArray());
        }
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using Gatepost.Testing.Servers;

namespace Gatepost.Testing.Messages;

/// <summary>Reads a set of public mail where it lies, beside the checkout: nothing of it is unpacked or kept.</summary>
public static class CorpusArchive
{
    /// <summary>Every file of <c>../shared/corpus/SET</c>; skips the test where the folder is missing.</summary>
    public static IEnumerable<(string Name, byte[] Octets)> Files(string set)
    {
        var path = Path.Combine(Requirement.Shared($"corpus/{set}"), $"{set}.tar.gz");
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

using SharpCompress.Archives.Zip;
using SharpCompress.Readers;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests.Extraction;

/// <summary>The public set of bombs, read where it lies and unpacked in memory.</summary>
internal static class Bombs
{
    public static IReadOnlyList<(string Name, byte[] Octets)> Read()
    {
        var bombs = new List<(string, byte[])>();
        using var archive = ZipArchive.OpenArchive(Path.Combine(Requirement.Shared("suites/bombs"), "bombs-dev.zip"), new ReaderOptions { Password = "infected" });
        foreach (var entry in archive.Entries)
        {
            using var octets = new MemoryStream();
            using var member = entry.OpenEntryStream();
            member.CopyTo(octets);
            bombs.Add((entry.Key!, octets.ToArray()));
        }
        return bombs;
    }
}

using System.Security.Cryptography;
using Gatepost.Extraction.Formats.Office.Compound;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The tables of compound files. Each entry hangs on a storage, no stream has more than the file, and a copy of the file holds what the file holds.</summary>
internal sealed class CompoundFileTarget : IFuzzTarget
{
    public string Name => "compound-files";

    public string Summary => "compound files ([MS-CFB]); a tree, streams within the file, and written again they are the same";

    public IReadOnlyList<string> Words { get; } =
    [
        "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", "\u00fe\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u00ff", "\u00fd\u00ff\u00ff\u00ff", "\0\0\0\0", "\u0001\0\0\0", "\u0002\0\0\0", "\u0009\0\u0006\0", "\u000c\0", "\u0003\0\u00fe\u00ff",
        "R\0o\0o\0t\0", "\0\u0010\0\0", "\u0005\u0001", "\u0002\u0001", "\u0001\u0001", "W\0o\0r\0d\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        using var content = new MemoryStream(octets, writable: false);
        using var file = CompoundFile.Open(content);
        if (file?.Root is not { } root)
            return;
        Expect.That(file.All.Select(entry => entry.Id).Distinct().Count() == file.All.Length, "two entries of one number");
        var streams = Show(file, root, octets.Length, 0);
        if (streams.Sum(stream => stream.Size) > 1_048_576)
            return;
        using var copied = new MemoryStream();
        using (var copy = CompoundCopy.Of(file, root))
            copy.CopyTo(copied);
        using var again = CompoundFile.Open(copied);
        Expect.That(again?.Root is not null, "a copy that is no compound file");
        Expect.Equal(Lines(streams), Lines(Show(again!, again!.Root!, (int)copied.Length, 0)), "a copy holds something else");
        Expect.That(again.IsSound, "a copy that is not sound");
    }

    private static string Lines(IEnumerable<(string Path, long Size, string Hash)> streams) => string.Join('\n', streams.Select(stream => $"{stream.Path} {stream.Size} {stream.Hash}").Order(StringComparer.Ordinal));

    private static List<(string Path, long Size, string Hash)> Show(CompoundFile file, CompoundEntry storage, int octets, int depth)
    {
        var shown = new List<(string, long, string)>();
        foreach (var entry in depth < 100 ? file.ChildrenOf(storage) : [])
        {
            // The writer cuts names at what the format has room for.
            var name = Convert.ToHexString(System.Text.Encoding.Unicode.GetBytes(entry.Name[..Math.Min(31, entry.Name.Length)]));
            if (entry.IsStorage)
            {
                shown.AddRange(Show(file, entry, octets, depth + 1).Select(inner => ($"{name}/{inner.Path}", inner.Size, inner.Hash)));
                continue;
            }
            using var stream = file.OpenStream(entry);
            Expect.That(stream.Length <= octets && stream.Length <= entry.Size, $"a stream of {stream.Length} octets in a file of {octets}");
            using var read = new MemoryStream();
            stream.CopyTo(read);
            Expect.That(read.Length <= stream.Length, "a stream gives more than it has");
            // What a cut file lacks of a stream is nought in the copy.
            read.SetLength(stream.Length);
            shown.Add((name, read.Length, Convert.ToHexString(SHA256.HashData(read.ToArray()))));
        }
        return shown;
    }
}

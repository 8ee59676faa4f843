using Gatepost.Extraction.Formats.Office.Vba;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The compression of macros and the directory of a project. What is packed and unpacked is the same; nothing unpacks to more than a chunk for each head.</summary>
internal sealed class MacroTarget : IFuzzTarget
{
    private const int MaxOctets = 262_144;
    private const int ChunkOctets = 4_096;

    public string Name => "macros";

    public string Summary => "[MS-OVBA] containers and directories; packed and unpacked they are the same, and what comes out is bounded by the chunks that came in";

    public IReadOnlyList<string> Words { get; } =
    [
        "\u0001", "\u0000\u00b0", "\u00ff\u00bf", "\u00ff\u003f", "\u0000\u0030", "\u00ff", "\u00ff\u000f", "\0Attribut\0e", "Attribute VB_Name", "\u0003\0\u0002\0\0\0", "\u0009\0\u0004\0\0\0", "\u0019\0", "\u001a\0", "\u0031\0\u0004\0\0\0", "\u002b\0\0\0\0\0", "\u0047\0", "\u0032\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        // Every chunk has a head of two octets, and gives 4,096 octets at most.
        if (VbaCompression.Unpack(input, MaxOctets) is { } unpacked)
            Expect.That(unpacked.Length <= MaxOctets + ChunkOctets && unpacked.Length <= (input.Length / 2 + 1) * (long)ChunkOctets, $"{input.Length} octets became {unpacked.Length}");
        Expect.Equal(input, VbaCompression.Unpack(Pack(input), int.MaxValue)!, "packed and unpacked it is something else");
        var directory = VbaDirectory.Read(input);
        Expect.That(directory.All.Length <= input.Length / 6 && directory.All.All(module => module.Offset >= 0 && module.StreamName.Length > 0), $"{directory.All.Length} modules in {input.Length} octets");
    }

    /// <summary>Literals, and copies of what stood 4 octets before where that is the same.</summary>
    private static byte[] Pack(ReadOnlySpan<byte> source)
    {
        var packed = new List<byte> { 1 };
        foreach (var chunk in source.ToArray().Chunk(ChunkOctets))
        {
            var body = PackChunk(chunk);
            // A chunk that does not get smaller is written as it is, filled up ([MS-OVBA] 2.4.1.3.10); only a whole one can be told from its filling.
            if (body.Count > ChunkOctets && chunk.Length == ChunkOctets)
                packed.AddRange([0xFF, 0x3F, .. chunk]);
            else if (body.Count > ChunkOctets)
            {
                // No place for the flags: it is parted. Only the last chunk may be short, and this is it.
                packed.AddRange(Whole(PackChunk(chunk[..2_048])));
                packed.AddRange(Whole(PackChunk(chunk[2_048..])));
            }
            else
                packed.AddRange(Whole(body));
        }
        return [.. packed];
    }

    private static byte[] Whole(List<byte> body) => [.. BitConverter.GetBytes((ushort)(0xB000 | (body.Count - 1))), .. body];

    private static List<byte> PackChunk(byte[] chunk)
    {
        var body = new List<byte>();
        for (var at = 0; at < chunk.Length;)
        {
            var flags = body.Count;
            body.Add(0);
            for (var bit = 0; bit < 8 && at < chunk.Length; bit++)
            {
                var length = Repeats(chunk, at);
                if (length < 3)
                {
                    body.Add(chunk[at++]);
                    continue;
                }
                var bits = Math.Max(4, (int)Math.Ceiling(Math.Log2(at)));
                length = Math.Min(length, (0xFFFF >> bits) + 3);
                body[flags] |= (byte)(1 << bit);
                body.AddRange(BitConverter.GetBytes((ushort)((3 << (16 - bits)) | (length - 3))));
                at += length;
            }
        }
        return body;
    }

    private static int Repeats(byte[] chunk, int at)
    {
        var length = 0;
        while (at >= 4 && at + length < chunk.Length && chunk[at + length] == chunk[at + length - 4])
            length++;
        return length;
    }
}

using System.Buffers.Binary;
using Gatepost.Extraction.Formats.Archives.Packed;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Formats that pack one file, and are unpacked by our own code: LZ4, SZDD, KWAJ. What is packed and unpacked is the same; output is bounded by what came.</summary>
internal sealed class PackedFileTarget : IFuzzTarget
{
    // A match of LZ4 gives 255 octets for each octet of its length; LZSS 18 for two.
    private const int Lz4Ratio = 256;
    private const int SlidingWindowRatio = 9;

    public string Name => "packed-files";

    public string Summary => "lz4, szdd and kwaj; packed and unpacked they are the same, and what comes out is bounded by what came";

    public IReadOnlyList<string> Words { get; } =
    [
        "\u0004\u0022\u004d\u0018", "\u0002\u0021\u004c\u0018", "\u0050\u002a\u004d\u0018", "\u0060\u0040\u0082", "\u0064\u0070\u0073", "\0\0\0\0", "\u0005\0\0\u0080", "\u00ff\u00ff\u00ff\u00ff", "\u001f", "\u00ff", "\u0001\0", "\u00ff\u00ff", "SZDD\u0088\u00f0\u0027\u0033A\0", "KWAJ\u0088\u00f0\u0027\u00d1", "\u0002\0\u000e\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = ExtractionChecks.Open(input, "a.ex_");
        var ratio = answer.TrueType switch { "lz4" => Lz4Ratio, "szdd" or "kwaj" => SlidingWindowRatio, _ => 0 };
        if (ratio > 0)
            Expect.That(answer.Nodes.Where(node => node.Parent == 0).Sum(node => node.Size ?? 0) <= (long)ratio * input.Length, $"{input.Length} octets of {answer.TrueType} became more");
        Expect.Equal(input, Unpack(new Lz4Stream(new MemoryStream(Lz4(input)))), "packed as LZ4 and unpacked it is something else");
        Expect.Equal(input, Unpack(new SlidingWindowStream(new MemoryStream(SlidingWindow(input)), SlidingWindowStream.SzddStart)), "packed as SZDD and unpacked it is something else");
    }

    private static byte[] Unpack(Stream stream)
    {
        using var packed = stream;
        using var unpacked = new MemoryStream();
        packed.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    /// <summary>A frame of blocks of literals, whose last is stored; blocks depend on each other.</summary>
    private static byte[] Lz4(ReadOnlySpan<byte> input)
    {
        using var frame = new MemoryStream();
        frame.Write([0x04, 0x22, 0x4D, 0x18, 0x40, 0x40, 0xC0]);
        var blocks = input.ToArray().Chunk(1_000).ToArray();
        Span<byte> size = stackalloc byte[4];
        for (var block = 0; block < blocks.Length; block++)
        {
            byte[] body = block == blocks.Length - 1 ? blocks[block] : [.. Literals(blocks[block].Length), .. blocks[block]];
            BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)body.Length | (block == blocks.Length - 1 ? 0x80000000 : 0));
            frame.Write(size);
            frame.Write(body);
        }
        frame.Write([0, 0, 0, 0]);
        return frame.ToArray();
    }

    private static byte[] Literals(int count)
    {
        if (count < 15)
            return [(byte)(count << 4)];
        byte[] full = [0xF0, .. Enumerable.Repeat((byte)255, (count - 15) / 255), (byte)((count - 15) % 255)];
        return full;
    }

    private static byte[] SlidingWindow(ReadOnlySpan<byte> input) => [.. input.ToArray().Chunk(8).SelectMany(eight => eight.Prepend((byte)0xFF))];
}

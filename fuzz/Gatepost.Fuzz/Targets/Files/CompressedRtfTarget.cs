using System.Buffers.Binary;
using Gatepost.Extraction.Formats.Outlook;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The RTF of messages. What is packed and unpacked is the same.</summary>
internal sealed class CompressedRtfTarget : IFuzzTarget
{
    public string Name => "compressed-rtf";

    public string Summary => "RTF as messages carry it ([MS-OXRTFCP]); seventeen octets from two at most, and packed and unpacked it is the same";

    public IReadOnlyList<string> Words { get; } = ["LZFu", "MELA", "\u00ff", "\0", "\u000f\u00a0", "\u00ff\u00ff", "\u0003\0\u000a\0", "\u0080", "\u0001\u0000\u000f"];

    public void Run(ReadOnlySpan<byte> input)
    {
        if (Unpack(input.ToArray()) is { } unpacked)
            Expect.That(unpacked.Length <= 9L * input.Length, $"{input.Length} octets became {unpacked.Length}");
        var packed = new List<byte>(new byte[16]);
        foreach (var eight in input.ToArray().Chunk(8))
            packed.AddRange([0, .. eight]);
        var octets = packed.ToArray();
        "LZFu"u8.CopyTo(octets.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(octets, octets.Length - 4);
        BinaryPrimitives.WriteInt32LittleEndian(octets.AsSpan(4), input.Length);
        Expect.Equal(input, Unpack(octets)!, "packed and unpacked it is something else");
    }

    private static byte[]? Unpack(byte[] octets)
    {
        using var packed = new MemoryStream(octets);
        using var rtf = CompressedRtf.Open(packed);
        using var unpacked = new MemoryStream();
        rtf?.CopyTo(unpacked);
        return rtf is null ? null : unpacked.ToArray();
    }
}

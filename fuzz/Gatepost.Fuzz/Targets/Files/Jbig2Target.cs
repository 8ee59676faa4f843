using System.Buffers.Binary;
using Gatepost.Extraction.Formats.Pdf;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The sizes of JBIG2 pictures. What is within a bound is within every greater one, and a page that is too large in front is always seen.</summary>
internal sealed class Jbig2Target : IFuzzTarget
{
    private const long Pixels = 10_000_000;

    public string Name => "jbig2-sizes";

    public string Summary => "sizes of JBIG2 pictures; within a bound is within every greater one, and what is too large is seen whatever follows";

    public IReadOnlyList<string> Words { get; } = ["\0\0\0\0\u0030\0\u0001\0\0\0\u0013", "\0\0\u0001\0", "\0\0\u0010\0", "\u00ff\u00ff\u00ff\u00ff", "\u0026", "\u0006", "\u0031\0\u0001\0\0\0\0", "\u0040", "\u00e0", "\0\0\u0001\u0001"];

    public void Run(ReadOnlySpan<byte> input)
    {
        var isWithin = Jbig2Sizes.AreWithin(input, Pixels);
        Expect.That(!isWithin || Jbig2Sizes.AreWithin(input, 2 * Pixels), "within a bound, and not within twice of it");
        if (input.Length < 8)
            return;
        // A page whose width and height are the input's first octets, in front of it all.
        byte[] page = [0, 0, 0, 0, 48, 0, 1, 0, 0, 0, 8, .. input];
        var area = (ulong)BinaryPrimitives.ReadUInt32BigEndian(input) * BinaryPrimitives.ReadUInt32BigEndian(input[4..]);
        Expect.That(area <= Pixels || !Jbig2Sizes.AreWithin(page, Pixels), $"a page of {area} pixels is within {Pixels}");
    }
}

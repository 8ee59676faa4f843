namespace Gatepost.Extraction.Formats.Office.Vba;

/// <summary>The compression of [MS-OVBA] 2.4.1: chunks of 4,096 octets, each of literals and of copies from what came before in the chunk.</summary>
internal static class VbaCompression
{
    private const int ChunkOctets = 4_096;

    /// <summary>Unpacks a container that begins with its signature; what is damaged ends it. Null where the signature is missing.</summary>
    /// <param name="packed">The container; octets behind it do not matter.</param>
    /// <param name="maxOctets">More is not unpacked.</param>
    public static byte[]? Unpack(ReadOnlySpan<byte> packed, int maxOctets)
    {
        if (packed.Length < 3 || packed[0] != 1)
            return null;
        var output = new List<byte>(Math.Min(packed.Length * 3, maxOctets));
        var at = 1;
        while (at + 2 <= packed.Length && output.Count < maxOctets)
        {
            int header = packed.UInt16At(at);
            // Bits 12 to 14 are 3 in every chunk ([MS-OVBA] 2.4.1.1.5).
            if ((header & 0x7000) != 0x3000)
                break;
            var size = (header & 0x0FFF) + 1;
            var chunk = packed.Part(at + 2, size);
            if ((header & 0x8000) == 0)
                output.AddRange(packed.Part(at + 2, ChunkOctets));
            else
                UnpackChunk(chunk, output);
            at += 2 + size;
        }
        return [.. output];
    }

    private static void UnpackChunk(ReadOnlySpan<byte> chunk, List<byte> output)
    {
        var start = output.Count;
        for (var at = 0; at < chunk.Length;)
        {
            int flags = chunk[at++];
            for (var bit = 0; bit < 8 && at < chunk.Length; bit++)
            {
                if ((flags >> bit & 1) == 0)
                    output.Add(chunk[at++]);
                else if (!TryCopy(chunk.UInt16At(at), output, start))
                    return;
                else
                    at += 2;
                // A chunk holds no more; a hostile one would.
                if (output.Count - start >= ChunkOctets)
                    return;
            }
        }
    }

    private static bool TryCopy(int token, List<byte> output, int start)
    {
        var done = output.Count - start;
        var bits = 4;
        while (1 << bits < done)
            bits++;
        var length = (token & (0xFFFF >> bits)) + 3;
        var offset = (token >> (16 - bits)) + 1;
        if (offset > done)
            return false;
        length = Math.Min(length, ChunkOctets - done);
        for (var count = 0; count < length; count++)
            output.Add(output[^offset]);
        return true;
    }
}

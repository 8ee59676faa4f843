namespace Gatepost.Extraction.Formats.Office;

/// <summary>Reads bounded pieces of streams into memory.</summary>
internal static class StreamOctets
{
    /// <summary>The first octets from where the stream stands, up to a bound.</summary>
    public static byte[] ReadUpTo(this Stream stream, int maxOctets)
    {
        var octets = new byte[Math.Min(maxOctets, 4_096)];
        var filled = 0;
        while (filled < maxOctets)
        {
            if (filled == octets.Length)
                Array.Resize(ref octets, (int)Math.Min(maxOctets, octets.Length * 2L));
            var read = stream.Read(octets, filled, octets.Length - filled);
            if (read == 0)
                break;
            filled += read;
        }
        return filled == octets.Length ? octets : octets[..filled];
    }

    /// <summary>A range, as far as the stream has it.</summary>
    public static byte[] ReadAt(this Stream stream, long at, int length)
    {
        if (at < 0 || at >= stream.Length || length <= 0)
            return [];
        stream.Position = at;
        return stream.ReadUpTo(length);
    }
}

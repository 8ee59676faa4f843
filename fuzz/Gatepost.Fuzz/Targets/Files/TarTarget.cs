namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Tar archives, with checksums mended. Members lie in the archive as they are, but for sparse ones, whose holes nobody wrote.</summary>
internal sealed class TarTarget : IFuzzTarget
{
    private const int Block = 512;

    public string Name => "tar";

    public string Summary => "tar archives (ustar, GNU, pax, sparse), checksums mended; members lie within the input";

    public IReadOnlyList<string> Words { get; } =
    [
        "ustar\000", "ustar  \0", "00000000010\0", "77777777777\0", "\u0080\0\0\0\0\0\0\0\0\0\0\u0010", "\u00ff\u00ff\u00ff\u00ff", "././@LongLink", "L", "K", "x", "g", "S", "5", "2", "12 path=ab\n", "18 GNU.sparse.major=1\n", "22 GNU.sparse.map=0,1\n", "GNU.sparse.realsize=", "size=", "../", "\0\0\0\0\0\0\0\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        Check(input);
        Check(Mended(input));
    }

    private static void Check(ReadOnlySpan<byte> octets)
    {
        var answer = ExtractionChecks.Open(octets, "a.tar", out var folder);
        if (answer.TrueType != "tar" || octets.IndexOf("sparse"u8) >= 0 || HasSparseKind(octets))
            return;
        for (var node = 1; node <= answer.Nodes.Length; node++)
        {
            if (answer.Nodes[node - 1].Parent == 0)
                Expect.That(octets.IndexOf(folder.Octets(node).Span) >= 0, "a member that is not in the input");
        }
    }

    private static bool HasSparseKind(ReadOnlySpan<byte> octets)
    {
        for (var at = 156; at < octets.Length; at += Block)
        {
            if (octets[at] == 'S')
                return true;
        }
        return false;
    }

    /// <summary>Each block that says that it is a header gets the sum that it needs.</summary>
    private static byte[] Mended(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        for (var at = 0; at + Block <= octets.Length; at += Block)
        {
            var header = octets.AsSpan(at, Block);
            if (!header[257..].StartsWith("ustar"u8))
                continue;
            header.Slice(148, 8).Fill((byte)' ');
            var sum = 0;
            foreach (var octet in header)
                sum += octet;
            System.Text.Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ", header[148..]);
        }
        return octets;
    }
}

namespace Gatepost.Mail.FileTypes;

/// <summary>
/// Looks in octets that stream by for a file that stands in a text as uuencode or yEnc, wherever it begins: mail programs show it as an attachment. One search a block, for a word that both begin with.
/// </summary>
internal sealed class EncodedFileWatch
{
    // "begin-base64 0644 x" and a line end in front have 20 octets, "=ybegin line=" fewer.
    private const int SeamOctets = 32;

    private readonly byte[] _seam = new byte[2 * SeamOctets];
    private int _kept;

    public EncodedFileWatch() => Restart();

    private static ReadOnlySpan<byte> Word => "begin"u8;

    /// <summary>The name of the type that was found first, or null.</summary>
    public string? Found { get; private set; }

    /// <summary>Takes the next octets.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (Found is not null || octets.IsEmpty)
            return;
        var taken = Math.Min(SeamOctets, octets.Length);
        octets[..taken].CopyTo(_seam.AsSpan(_kept));
        var seam = _seam.AsSpan(0, _kept + taken);
        Found = Find(seam) ?? Find(octets);
        var last = octets.Length >= SeamOctets ? octets[^SeamOctets..] : seam[^Math.Min(SeamOctets, seam.Length)..];
        last.CopyTo(_seam);
        _kept = last.Length;
    }

    /// <summary>Begins anew.</summary>
    public void Restart()
    {
        // The start of a content is the start of a line.
        (_seam[0], _kept, Found) = ((byte)'\n', 1, null);
    }

    private static string? Find(ReadOnlySpan<byte> octets)
    {
        for (var from = 0; octets[from..].IndexOf(Word) is var found and >= 0; from += found + Word.Length)
        {
            var before = octets[..(from + found)];
            var after = octets[(from + found + Word.Length)..];
            if (before.EndsWith("\n=y"u8) && (after.StartsWith(" line="u8) || after.StartsWith(" part="u8)))
                return "yenc";
            if (before.EndsWith("\n"u8) && IsUu(after))
                return "uuencode";
        }
        return null;
    }

    /// <summary>A mode of three or four octal digits and a name (POSIX.1, uuencode).</summary>
    private static bool IsUu(ReadOnlySpan<byte> after)
    {
        if (after.StartsWith("-base64"u8))
            after = after[7..];
        if (!after.StartsWith(" "u8))
            return false;
        var digits = after[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'7');
        return digits is 3 or 4 && after.Length > digits + 2 && after[digits + 1] == ' ' && after[digits + 2] > ' ';
    }
}

using System.Text;

namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>The line <c>begin 644 name</c>, or <c>begin-base64 644 name</c>.</summary>
internal sealed record UuHeader(string Name, bool IsBase64)
{
    /// <summary>Reads a line; null for any other.</summary>
    public static UuHeader? Read(ReadOnlySpan<byte> line)
    {
        var isBase64 = line.StartsWith("begin-base64 "u8);
        if (!isBase64 && !line.StartsWith("begin "u8))
            return null;
        var rest = line[(isBase64 ? 13 : 6)..].TrimStart((byte)' ');
        var blank = rest.IndexOf((byte)' ');
        // A mode of three or four octal digits: "begin with the first" is a sentence.
        if (blank is not (3 or 4) || rest[..blank].IndexOfAnyExceptInRange((byte)'0', (byte)'7') >= 0)
            return null;
        var name = rest[blank..].Trim((byte)' ');
        return name.IsEmpty ? null : new UuHeader(Encoding.Latin1.GetString(name), isBase64);
    }
}

using System.Text;

namespace Gatepost.Extraction.Formats.Pdf.Raw;

/// <summary>The strings that a content stream shows, without fonts: right where letters are octets of Latin, which is the case for what programs without a library write.</summary>
internal static class RawText
{
    private const int MaxCharacters = 262_144;

    /// <summary>The text, or empty where the octets are no content stream.</summary>
    public static string Of(ReadOnlySpan<byte> octets)
    {
        if (octets.IndexOf("Tj"u8) < 0 && octets.IndexOf("TJ"u8) < 0)
            return "";
        var text = new StringBuilder();
        while (octets.IndexOfAny((byte)'(', (byte)'T') is var found and >= 0 && text.Length < MaxCharacters)
        {
            octets = octets[found..];
            if (octets[0] == '(' && RawNames.String(octets, out var length) is { } shown)
            {
                text.Append(PdfObjects.TextOf(shown));
                octets = octets[length..];
                continue;
            }
            // Operators that go to the next line.
            if (octets is [_, (byte)'d' or (byte)'D' or (byte)'*' or (byte)'m', ..] && text.Length > 0 && text[^1] != '\n')
                text.Append('\n');
            octets = octets[1..];
        }
        return text.ToString();
    }
}

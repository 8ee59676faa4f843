using System.Buffers;

namespace Gatepost.Extraction.Formats.Web;

/// <summary>A <c>data:</c> link (RFC 2397).</summary>
/// <param name="MediaType">As it says, may be empty.</param>
/// <param name="Octets">What it carries.</param>
/// <param name="End">Where it ends.</param>
internal sealed record InlineLink(string MediaType, byte[] Octets, int End)
{
    private const int MaxHead = 256;
    private static readonly SearchValues<char> Ends = SearchValues.Create("\"'`<>)\\");

    /// <summary>Reads the link that begins here, or null where it is none.</summary>
    public static InlineLink? Read(string source, int start)
    {
        var rest = source.AsSpan(start + "data:".Length);
        var comma = rest[..Math.Min(rest.Length, MaxHead)].IndexOf(',');
        if (comma < 0)
            return null;
        var head = rest[..comma];
        if (head.IndexOfAny(Ends) >= 0 && !head.Contains("charset", StringComparison.OrdinalIgnoreCase))
            return null;
        var isBase64 = head.TrimEnd().EndsWith("base64", StringComparison.OrdinalIgnoreCase);
        var body = rest[(comma + 1)..];
        // Mail programs wrap lines within attributes, and base64 goes on after them; other links end at a blank.
        var end = body.IndexOfAny(Ends) is var found and >= 0 ? found : body.Length;
        body = body[..end];
        var mediaType = head[..(head.IndexOf(';') is var semicolon and >= 0 ? semicolon : head.Length)].Trim().ToString();
        return new InlineLink(mediaType, isBase64 ? LooseBase64.Decode(Unescaped(body)) : LooseBase64.Percent(body), start + "data:".Length + comma + 1 + end);
    }

    private static ReadOnlySpan<char> Unescaped(ReadOnlySpan<char> body) => body.Contains('%') ? Uri.UnescapeDataString(body.ToString()) : body;
}

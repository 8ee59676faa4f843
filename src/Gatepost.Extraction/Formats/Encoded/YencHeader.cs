using System.Globalization;
using System.Text;

namespace Gatepost.Extraction.Formats.Encoded;

/// <summary>The line <c>=ybegin line=128 size=1234 name=file</c> (yEnc 1.3).</summary>
internal sealed record YencHeader(string? Name, long Size, bool IsPiece)
{
    /// <summary>Reads a line; null for any other.</summary>
    public static YencHeader? Read(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("=ybegin "u8))
            return null;
        var text = Encoding.Latin1.GetString(line);
        var name = text.IndexOf(" name=", StringComparison.Ordinal);
        var fields = name < 0 ? text : text[..name];
        var total = Number(fields, " total=");
        return new YencHeader(name < 0 ? null : text[(name + 6)..].Trim(' ', '"'), Number(fields, " size=") ?? -1, total > 1 || (total is null && Number(fields, " part=") > 1));
    }

    /// <summary>A decimal field of a keyword line, or null.</summary>
    public static long? Number(string line, string keyword) => Field(line, keyword) is { } value && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A field of a keyword line, or null.</summary>
    public static string? Field(string line, string keyword)
    {
        var at = line.IndexOf(keyword, StringComparison.Ordinal);
        if (at < 0)
            return null;
        var value = line[(at + keyword.Length)..];
        return value.IndexOf(' ', StringComparison.Ordinal) is var end and >= 0 ? value[..end] : value;
    }
}

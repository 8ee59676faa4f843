using System.Buffers;

namespace Gatepost.Mail.Text;

/// <summary>Tells cheaply which pages are worth a worker: those that carry files in their own text, or may draw a code. Most pages do neither, and are read in this process alone.</summary>
public static class HtmlCarriers
{
    // As base64: the shortest archive or shortcut that does anything has some 100 octets.
    private const int FewestEncoded = 128;
    // The smallest code has 21 rows, drawn two a line.
    private const int FewestDrawn = 60;
    // 21 rows of 21 cells.
    private const int FewestCells = 300;

    private static readonly SearchValues<byte> Encoded = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-\\%, "u8);

    private static readonly SearchValues<byte> Signs = SearchValues.Create("#@XMW10"u8);

    /// <summary>True where the page, in any charset in which ASCII is ASCII, may hold something that only a worker reads. One pass; wrong in the direction of yes.</summary>
    /// <param name="html">The page.</param>
    public static bool HoldsBlobs(ReadOnlySpan<byte> html) => HasEncodedString(html) || DrawsWithCharacters(html) || DrawsWithCells(html);

    /// <summary>A <c>data:</c> link, or a string after a quote or a bracket that is one long word of digits, escapes or numbers.</summary>
    private static bool HasEncodedString(ReadOnlySpan<byte> html)
    {
        if (html.IndexOf("data:"u8) >= 0 || html.IndexOf("DATA:"u8) >= 0 || html.IndexOf("Data:"u8) >= 0)
            return true;
        // Only scripts put anything together.
        if (html.IndexOf("script"u8) < 0 && html.IndexOf("SCRIPT"u8) < 0 && html.IndexOf("Script"u8) < 0 && html.IndexOf("=\"javascript"u8) < 0)
            return false;
        while (html.IndexOfAny("\"'`["u8) is var quote and >= 0)
        {
            html = html[(quote + 1)..];
            var length = html.IndexOfAnyExcept(Encoded) is var end and >= 0 ? end : html.Length;
            if (length >= FewestEncoded)
                return true;
            // Many short pieces that are added up.
            if (length >= 16 && html[length..].TrimStart(" \t\r\n\"'`"u8) is [(byte)'+', ..])
                return true;
            html = html[length..];
        }
        return false;
    }

    /// <summary>Many blocks or squares of Unicode, as UTF-8, as references, or signs in rows.</summary>
    private static bool DrawsWithCharacters(ReadOnlySpan<byte> html) =>
        Count(html, [0xe2, 0x96]) + Count(html, [0xe2, 0xac]) + Count(html, "&#96"u8) + Count(html, "&#x25"u8) + Count(html, "&#X25"u8) + Count(html, "&block;"u8) >= FewestDrawn
        || HasRuns(html);

    private static bool DrawsWithCells(ReadOnlySpan<byte> html) => Count(html, "<td"u8) + Count(html, "<TD"u8) + Count(html, "<th"u8) >= FewestCells;

    private static int Count(ReadOnlySpan<byte> html, ReadOnlySpan<byte> word)
    {
        var count = 0;
        while (count < FewestCells && html.IndexOf(word) is var found and >= 0)
        {
            count++;
            html = html[(found + word.Length)..];
        }
        return count;
    }

    /// <summary>Corners of a code are seven signs (or fourteen) in a row, six of them three times at least.</summary>
    private static bool HasRuns(ReadOnlySpan<byte> html)
    {
        var runs = 0;
        while (runs < 6 && html.IndexOfAny(Signs) is var found and >= 0)
        {
            html = html[found..];
            var length = html.IndexOfAnyExcept(html[0]) is var end and >= 0 ? end : html.Length;
            if (length is 7 or 14)
                runs++;
            html = html[length..];
        }
        return runs >= 6;
    }
}

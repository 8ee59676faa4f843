using System.Text;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Words in octets of a form that is not read further: runs of printable ASCII, of one or two octets a letter.</summary>
internal static class PrintableWords
{
    private const int LeastLetters = 5;

    public static string Of(ReadOnlySpan<byte> octets)
    {
        var words = new StringBuilder();
        Collect(octets, 1, words);
        Collect(octets, 2, words);
        return words.ToString();
    }

    private static void Collect(ReadOnlySpan<byte> octets, int width, StringBuilder words)
    {
        var start = words.Length;
        for (var at = 0; at < octets.Length; at += width)
        {
            var isLetter = octets[at] is >= 0x20 and < 0x7F && (width == 1 || (at + 1 < octets.Length && octets[at + 1] == 0));
            if (isLetter)
            {
                words.Append((char)octets[at]);
                continue;
            }
            if (words.Length - start >= LeastLetters)
                words.Append('\n');
            else
                words.Length = start;
            // Wide letters may begin at odd places: one step back into step.
            if (width == 2 && words.Length == start && at + 1 < octets.Length && octets[at] == 0 && octets[at + 1] != 0)
                at--;
            start = words.Length;
        }
        if (words.Length - start < LeastLetters)
            words.Length = start;
    }
}

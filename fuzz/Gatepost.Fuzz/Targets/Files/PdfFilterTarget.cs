using System.Text;
using Gatepost.Extraction.Formats.Pdf.Filters;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>The filters of PDF. The first line names them, with the parameters of the predictor; what is encoded in letters and decoded is the same, in whatever pieces it is read.</summary>
internal sealed class PdfFilterTarget : IFuzzTarget
{
    // Flate has a thousandfold at most, LZW of 9 to 12 bits some 1,500; chains of them are read up to here.
    private const int MaxOctets = 1_048_576;

    public string Name => "pdf-filters";

    public string Summary => "chains of PDF filters; read in pieces of any length they give the same, and what is encoded comes out";

    public IReadOnlyList<string> Words { get; } =
    [
        "FlateDecode ", "LZWDecode ", "ASCIIHexDecode ", "ASCII85Decode ", "RunLengthDecode ", "Fl ", "LZW ", "AHx ", "A85 ", "RL ", "12 1 8 5 ", "2 3 8 4 ", "15 4 16 3 ", "2 1 1 9 ", "\n", "x\u009c", "z", "~>", ">", "\u0080", "\u0081a", "\u007f", "s8W-!", "\u0080\u0000\u0080", "\u0001\u0002\u0003\u0004",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var line = input.IndexOf((byte)'\n');
        var words = Encoding.Latin1.GetString(line < 0 ? input : input[..line]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var octets = (line < 0 ? default : input[(line + 1)..]).ToArray();
        var filters = Filters(words);
        var whole = Read(octets, filters, 16_384);
        Expect.That(whole.AsSpan().StartsWith(Read(octets, filters, 3).AsSpan(0, Math.Min(whole.Length, 1_000))) || whole.Length < 1_000, "read in small pieces it is something else");
        Expect.Equal(octets, Read(Encoding.ASCII.GetBytes(Convert.ToHexString(octets) + ">"), [("AHx", FilterParameters.None)], 100), "encoded as hex and decoded it is something else");
        Expect.Equal(octets, Read(Ascii85(octets), [("A85", FilterParameters.None)], 100), "encoded as ASCII85 and decoded it is something else");
        Expect.Equal(octets, Read([.. octets.Chunk(128).SelectMany(run => run.Prepend((byte)(run.Length - 1))), 128], [("RL", FilterParameters.None)], 100), "encoded as runs and decoded it is something else");
    }

    private static List<(string, FilterParameters)> Filters(string[] words)
    {
        var filters = new List<(string, FilterParameters)>();
        for (var at = 0; at < words.Length && filters.Count < 8; at++)
        {
            var numbers = words.Skip(at + 1).Take(4).TakeWhile(word => word.Length < 7 && word.All(char.IsAsciiDigit)).Select(int.Parse).ToArray();
            if (FilterChain.IsOctetFilter(words[at]))
                filters.Add((words[at], numbers.Length == 4 ? new FilterParameters { Predictor = numbers[0], Colors = numbers[1], BitsPerComponent = numbers[2], Columns = numbers[3] } : FilterParameters.None));
        }
        return filters;
    }

    /// <summary>What comes before the octets are found to be damaged.</summary>
    private static byte[] Read(byte[] octets, List<(string, FilterParameters)> filters, int piece)
    {
        using var unpacked = new MemoryStream();
        try
        {
            using var stream = FilterChain.Over(new MemoryStream(octets, writable: false), filters, out _);
            var block = new byte[piece];
            while (unpacked.Length < MaxOctets && stream.Read(block) is var read and > 0)
                unpacked.Write(block, 0, read);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or IOException)
        {
            // Damaged; what came before stays.
        }
        return unpacked.ToArray();
    }

    private static byte[] Ascii85(byte[] octets)
    {
        var text = new StringBuilder();
        foreach (var group in octets.Chunk(4))
        {
            var value = 0u;
            for (var at = 0; at < 4; at++)
                value = (value << 8) | (at < group.Length ? group[at] : (byte)0);
            var digits = new char[5];
            for (var at = 4; at >= 0; at--, value /= 85)
                digits[at] = (char)('!' + (value % 85));
            text.Append(digits, 0, group.Length + 1);
        }
        return Encoding.ASCII.GetBytes(text.Append("~>").ToString());
    }
}

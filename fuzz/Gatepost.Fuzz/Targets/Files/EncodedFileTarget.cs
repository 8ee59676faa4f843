using System.Globalization;
using System.Text;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Files in the lines of a text. What is encoded and decoded is the same, and what watches for them sees them in every cut.</summary>
internal sealed class EncodedFileTarget : IFuzzTarget
{
    public string Name => "encoded-files";

    public string Summary => "uuencode and yEnc in texts; no more comes out than went in, and encoded and decoded it is the same";

    public IReadOnlyList<string> Words { get; } =
    [
        "begin 644 a.exe\n", "begin-base64 644 a\n", "\nend\n", "`\n", "====\n", "#86)C\n", "M", "=ybegin line=128 size=3 name=a.exe\r\n", "=ypart begin=1 end=3\r\n", "=yend size=3 crc32=352441c2\r\n", "=ybegin part=1 total=2 line=128 size=9 name=b\r\n", "=}", "=", "\r\n", "\n", "\0", "\u008b\u008c\u008d", "size=-1", "YWJj\n",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = ExtractionChecks.Open(input, "a.txt");
        // A letter of uuencode says how many octets a line has: a line of one letter may have 63.
        Expect.That(answer.Nodes.Where(node => node.Parent == 0).Sum(node => node.Size ?? 0) <= 64L * input.Length, $"{input.Length} octets became more");
        CheckWatch(input);
        if (input.Length == 0)
            return;
        var uu = ExtractionChecks.Open(Uu(input), "b.uu");
        Expect.That(uu.TrueType == "uuencode" && ExtractionChecks.Holds(uu, input), "uuencoded it does not come out");
        var yenc = ExtractionChecks.Open(Yenc(input), "b.ync");
        Expect.That(yenc.TrueType == "yenc" && ExtractionChecks.Holds(yenc, input), "yEncoded it does not come out");
        Expect.That(!uu.Problems.Concat(yenc.Problems).Any(problem => problem is { Node: 1, Kind: Mail.Mime.PartProblemKind.Malformed }), "what is well encoded is called malformed");
    }

    private static void CheckWatch(ReadOnlySpan<byte> input)
    {
        var whole = new EncodedFileWatch();
        whole.Append(input);
        foreach (var piece in new[] { 1, 7, 40 })
        {
            var cut = new EncodedFileWatch();
            for (var at = 0; at < input.Length; at += piece)
                cut.Append(input[at..Math.Min(input.Length, at + piece)]);
            Expect.That(whole.Found == cut.Found, $"{whole.Found} at once, {cut.Found} in pieces of {piece}");
        }
    }

    private static byte[] Uu(ReadOnlySpan<byte> input)
    {
        var text = new StringBuilder("begin 644 a.bin\n");
        foreach (var line in input.ToArray().Chunk(45))
        {
            text.Append(Letter(line.Length));
            foreach (var three in line.Chunk(3))
            {
                var (one, two, three3) = (three[0], three.ElementAtOrDefault(1), three.ElementAtOrDefault(2));
                text.Append(Letter(one >> 2)).Append(Letter(((one & 3) << 4) | (two >> 4))).Append(Letter(((two & 15) << 2) | (three3 >> 6))).Append(Letter(three3 & 63));
            }
            text.Append('\n');
        }
        return Encoding.Latin1.GetBytes(text.Append("`\nend\n").ToString());
    }

    private static char Letter(int value) => value == 0 ? '`' : (char)(value + ' ');

    private static byte[] Yenc(ReadOnlySpan<byte> input)
    {
        using var text = new MemoryStream();
        text.Write(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"=ybegin line=128 size={input.Length} name=a.bin\r\n")));
        foreach (var line in input.ToArray().Chunk(100))
        {
            foreach (var octet in line)
            {
                var moved = (byte)(octet + 42);
                text.Write(moved is 0 or 10 or 13 or (byte)'=' ? [(byte)'=', (byte)(moved + 64)] : [moved]);
            }
            text.Write("\r\n"u8);
        }
        text.Write(Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"=yend size={input.Length}\r\n")));
        return text.ToArray();
    }
}

using System.Buffers;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>What sends a text to a worker. Its verdict is the same in every cut, and a plain search of the whole text finds nothing that it misses.</summary>
internal sealed class CarrierWatchTarget : IFuzzTarget
{
    private const int LongRun = 1_024;

    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="u8);

    /// <summary>Six corners of seven signs, with something between them.</summary>
    private const int SmallestDrawing = (6 * 7) + 5;

    public string Name => "carrier-watch";

    public string Summary => "texts that carry files or drawings; the same verdict in every cut, and nothing missed that a plain search finds";

    public IReadOnlyList<string> Words { get; } =
    [
        ";base64,", ";BASE64,", "\"data:", "'DATA:", "<script>", "#######", "atob(", "fromCharCode", "Uint8Array", "\u00e2\u0096\u0088", "&#9608;", "&#x2588;", "\u00e2\u0096\u0080", "##", "<td", "<TD", new string('A', 511), new string('A', 512), new string('b', 1_023), new string('b', 1_024), " ", "\n", new string(' ', 2_000), new string('-', 8_100),
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var watch = new CarrierWatch();
        var whole = Verdict(watch, input, Math.Max(1, input.Length));
        foreach (var piece in new[] { 1, 7, 600 })
            Expect.That(whole == Verdict(watch, input, piece), $"{whole} at once, and not so in pieces of {piece}");
        Expect.That(whole || !HoldsMark(input), "a mark that was missed");
        Expect.That(whole || LongestRun(input) < LongRun, "a run that was missed");
        Expect.That(whole || input.IndexOf("\"data:"u8) < 0, "a link that was missed");
        if (whole && !HoldsMark(input) && !MayCarry(input) && LongestRun(input) < LongRun)
            Expect.That(input.Length >= SmallestDrawing, $"a drawing of {input.Length} octets");
        // Whatever came before is forgotten.
        Expect.That(!Verdict(watch, "An ordinary line.\n"u8, 5), "an ordinary line that is sent to a worker");
    }

    private static bool Verdict(CarrierWatch watch, ReadOnlySpan<byte> input, int piece)
    {
        watch.Begin();
        for (var at = 0; at < input.Length; at += piece)
            watch.Append(input[at..Math.Min(input.Length, at + piece)]);
        return watch.End();
    }

    private static bool HoldsMark(ReadOnlySpan<byte> input) =>
        input.IndexOf(";base64,"u8) >= 0 || input.IndexOf(";BASE64,"u8) >= 0 || input.IndexOf("atob("u8) >= 0 || input.IndexOf("fromCharCode"u8) >= 0 || input.IndexOf("Uint8Array"u8) >= 0;

    /// <summary>A link or a script, in any case of letters: what is in them is the watch's matter.</summary>
    private static bool MayCarry(ReadOnlySpan<byte> input)
    {
        var text = System.Text.Encoding.Latin1.GetString(input);
        return text.Contains("data:", StringComparison.OrdinalIgnoreCase) || text.Contains("script", StringComparison.OrdinalIgnoreCase) || HoldsMark(System.Text.Encoding.Latin1.GetBytes(text.ToLowerInvariant()))
            || text.Contains("fromcharcode", StringComparison.OrdinalIgnoreCase) || text.Contains("uint8array", StringComparison.OrdinalIgnoreCase);
    }

    private static int LongestRun(ReadOnlySpan<byte> input)
    {
        var longest = 0;
        while (input.IndexOfAny(Base64) is var start and >= 0)
        {
            input = input[start..];
            var end = input.IndexOfAnyExcept(Base64) is var found and >= 0 ? found : input.Length;
            longest = Math.Max(longest, end);
            input = input[end..];
        }
        return longest;
    }
}

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Presentations of PowerPoint 97 to 2003.</summary>
internal sealed class SlidesTarget : IFuzzTarget
{
    public string Name => "powerpoint-slides";

    public string Summary => "records of old PowerPoint presentations; the text is no longer than they are, and the same with empty sectors behind the file";

    public IReadOnlyList<string> Words { get; } =
    [
        "%%% PowerPoint Document\n", "%%% Pictures\n", "%%% Current User\n", "\u000f\0\u00e8\u0003", "\0\0\u00a0\u000f", "\0\0\u00a8\u000f", "\u000f\0\u00ee\u0003", "\u000f\0\u00f0\u000f", "\0\0\u00ba\u000f", "\u000f\0\u00d7\u000f", "\u0010\0\u0011\u0010", "\u0001\0\u0011\u0010",
        "\u00ff\u00ff\u00ff\u00ff", "\u0000\u0000\u0000\u0000", "x\u009c\u0003\0\0\0\0\u0001", "http://a.example/", "h\0t\0t\0p\0:\0/\0/\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = CompoundInput.Open(InputSections.Of(input), "a.ppt");
        // An octet is a letter at most, and words stand there once more as those of their link.
        Expect.That(answer.Texts.Where(text => text.Node == 0).Sum(text => (long)text.Text.Length) <= (3L * input.Length) + 64, $"{input.Length} octets became a text of more");
    }
}

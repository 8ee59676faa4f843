using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Sections of OneNote. Embedded files lie in the input as they are, and no octets in front hide one.</summary>
internal sealed class OneNoteTarget : IFuzzTarget
{
    public string Name => "onenote";

    public string Summary => "sections of OneNote; embedded files lie within the input, and one behind it is found whatever it says";

    private static readonly byte[] Head = [0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D, 0xAE, 0xB1, 0x53, 0x78, 0xD0, 0x29, 0x96, 0xD3];
    private static readonly byte[] Mark = [0xE7, 0x16, 0xE3, 0xBD, 0x65, 0x26, 0x11, 0x45, 0xA4, 0xC4, 0x8D, 0x4D, 0x0B, 0x7A, 0x9E, 0xAC];

    public IReadOnlyList<string> Words { get; } =
    [
        "\u00e4\u0052\u005c\u007b\u008c\u00d8\u00a7\u004d\u00ae\u00b1\u0053\u0078\u00d0\u0029\u0096\u00d3", "\u00e7\u0016\u00e3\u00bd\u0065\u0026\u0011\u0045\u00a4\u00c4\u008d\u004d\u000b\u007a\u009e\u00ac",
        "\u0005\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "h\0t\0t\0p\0:\0/\0/\0a\0", "\0\0\0\0", "MZ", "@echo off",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = ExtractionChecks.Open(input, "a.one", out var folder);
        for (var node = 1; node <= answer.Nodes.Length && answer.TrueType == "onenote"; node++)
        {
            if (answer.Nodes[node - 1].Parent == 0)
                Expect.That(input.IndexOf(folder.Octets(node).Span) >= 0, "an embedded file that is not in the input");
        }
        byte[] section = [.. Head, .. Mark, .. BitConverter.GetBytes((long)input.Length), .. new byte[12], .. input, .. new byte[8], .. Mark, 6, .. new byte[19], .. "MZ end"u8];
        var framed = ExtractionChecks.Open(section, "b.one");
        if (framed.IsOver || framed.Problems.Any(problem => problem.Kind == PartProblemKind.LimitReached))
            return;
        Expect.That(input.Length == 0 || ExtractionChecks.Holds(framed, input), "an embedded file that is put in does not come out");
        Expect.That(ExtractionChecks.Holds(framed, "MZ end"u8), "a file hides the one behind it");
    }
}

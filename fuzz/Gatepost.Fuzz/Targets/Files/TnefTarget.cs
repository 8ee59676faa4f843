namespace Gatepost.Fuzz.Targets.Files;

/// <summary>TNEF. Attachments lie in the input as they are.</summary>
internal sealed class TnefTarget : IFuzzTarget
{
    public string Name => "tnef";

    public string Summary => "winmail.dat; attachments lie within the input, and one that is put in front comes out whatever follows";

    public IReadOnlyList<string> Words { get; } =
    [
        "x\u009f>\u0022\u0001\0", "\u0002\u0002\u0090\u0006\0", "\u0002\u000f\u0080\u0006\0", "\u0002\u0010\u0080\u0001\0", "\u0002\u0005\u0090\u0006\0", "\u0001\u0003\u0090\u0006\0", "\u0001\u0004\u0080\u0001\0", "\u0001\u0007\u0090\u0006\0", "\u0002\u0001\u0007\u0037", "\u001f\0\u0007\u0037",
        "\u001e\0\u0037\0", "\u0002\u0001\u0009\u0010", "\u0002\u0001\u0013\u0010", "\u000d\0\u0001\u0037", "\u0003\0\0\u0080", "\u0001\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "\u00ff\u00ff\u00ff\u007f", "LZFu", "MELA",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var answer = ExtractionChecks.Open(input, "winmail.dat", out var folder);
        for (var node = 1; node <= answer.Nodes.Length && answer.TrueType == "tnef"; node++)
        {
            if (answer.Nodes[node - 1] is { Parent: 0, IsFile: true })
                Expect.That(input.IndexOf(folder.Octets(node).Span) >= 0, "an attachment that is not in the input");
        }
        // Level, number and kind, length, octets, sum.
        ReadOnlySpan<byte> attachment = "MZ attached"u8;
        byte[] framed = [0x78, 0x9F, 0x3E, 0x22, 1, 0, 2, 2, 0x90, 6, 0, 0, 0, 0, 0, 0, 0, 2, 0x0F, 0x80, 6, 0, (byte)attachment.Length, 0, 0, 0, .. attachment, 0, 0, 2, 2, 0x90, 6, 0, 0, 0, 0, 0, 0, 0, .. input];
        Expect.That(ExtractionChecks.Holds(ExtractionChecks.Open(framed, "winmail.dat"), attachment), "what follows hides an attachment");
    }
}

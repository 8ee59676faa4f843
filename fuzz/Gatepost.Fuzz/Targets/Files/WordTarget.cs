namespace Gatepost.Fuzz.Targets.Files;

/// <summary>Documents of Word 97 to 2003, packed from the streams that the input names.</summary>
internal sealed class WordTarget : IFuzzTarget
{
    public string Name => "word-documents";

    public string Summary => "streams of old Word documents; the text is bounded, and the same with empty sectors behind the file";

    public IReadOnlyList<string> Words { get; } =
    [
        "%%% WordDocument\n", "%%% 1Table\n", "%%% 0Table\n", "%%% Data\n", "%%% \u0005SummaryInformation\n", "\u00ec\u00a5\u00c1\0", "\u0002", "\0\0\0@", "\u0001\u0002\0", "\u0013 HYPERLINK \"http://a.example\"\u0014x\u0015", "\u0013", "\u0014", "\u0015", "\u0001",
        "DDEAUTO c:\\\\a.exe", "INCLUDETEXT", "\u00ff\u00ff\u00ff\u007f", "\u0001\u000b", "Macros/VBA/dir",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var sections = InputSections.Of(input);
        if (sections.FindIndex(section => section.Name == "WordDocument") is var document and >= 0)
            sections[document] = (sections[document].Name, Spread(sections[document].Octets));
        CompoundInput.Open(sections, "a.doc");
    }

    /// <summary>The place of the table of pieces stands at 0x1A2 and the text behind 0x200: shorter input would never reach them, so its first 32 octets and the next 8 are put where they belong.</summary>
    private static byte[] Spread(byte[] octets)
    {
        if (octets.Length is < 40 or > 0x1A2)
            return octets;
        var document = new byte[0x400 + octets.Length];
        octets.AsSpan(0, 32).CopyTo(document);
        octets.AsSpan(32, 8).CopyTo(document.AsSpan(0x1A2));
        octets.AsSpan(40).CopyTo(document.AsSpan(0x400));
        return document;
    }
}

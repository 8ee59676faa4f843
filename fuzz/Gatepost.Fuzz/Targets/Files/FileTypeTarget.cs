using System.Text;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Fuzz.Targets.Files;

/// <summary>What a file is, by its content; the kinds of package by what they hold.</summary>
internal sealed class FileTypeTarget : IFuzzTarget
{
    public string Name => "file-types";

    public string Summary => "the true type of any octets; it is in the catalogue, and the same whether the octets come at once or in pieces";

    public IReadOnlyList<string> Words { get; } =
    [
        "MZ", "PE\0\0", "\u007fELF", "PK\u0003\u0004", "%PDF-1.7", "{\\rt", "<html", "<!--", "-->", "<?xml ", "<svg", "#!/bin/sh\n", "@echo off\n", "<?php", "BEGIN:VCARD\n", "From ", "Received: a\n", "[InternetShortcut]\n", "URL=",
        "RIFF", "ftyp", "ustar", "koly", "conectix", "\u00ff\u00fe", "\u00fe\u00ff", "\u00ef\u00bb\u00bf", "\u00ff\u00fb\u0090", "0\u0082", "a,b,c\n", "\0", "\n", "{\"a\":", "mimetype", "[Content_Types].xml", "WordDocument",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var head = input[..Math.Min(input.Length, FileTypeCatalogue.HeadOctets)];
        var type = FileTypeCatalogue.Detect(head, input[Math.Max(0, input.Length - FileTypeCatalogue.TailOctets)..], input.Length);
        Expect.That(ReferenceEquals(FileTypeCatalogue.Find(type.Name), type), $"{type.Name} is not in the catalogue");
        Expect.That(type.Container is null, $"{type.Name} is told by what it holds alone");
        using var marks = new ContentMarks();
        marks.Append(input);
        var whole = marks.Finish().Name;
        for (var at = 0; at < input.Length; at += 7)
            marks.Append(input[at..Math.Min(input.Length, at + 7)]);
        Expect.Equal(whole, marks.Finish().Name, "octets that came in pieces are of another type");
        // A file in the lines of a text is found wherever it stands; the marks at the start tell everything else.
        Expect.That(whole == type.Name || whole is "uuencode" or "yenc", $"octets that come one after the other are {whole}, and at once {type.Name}");
        var names = Encoding.Latin1.GetString(input).Split('\n');
        Expect.That(FileTypeCatalogue.Find(ZipKinds.Tell(names, names[0], names[^1])) is { Container: "zip" } or { Name: "zip" }, "no kind of zip");
        Expect.That(FileTypeCatalogue.Find(CompoundFileKinds.Tell(names, Guid.Empty)) is { Container: "ole2" } or { Name: "ole2" }, "no kind of compound file");
    }
}

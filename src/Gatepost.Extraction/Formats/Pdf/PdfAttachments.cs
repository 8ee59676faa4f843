using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>Files within the document (section 7.11.4), whoever refers to them: the name tree, annotations, a portfolio, or nobody.</summary>
internal sealed class PdfAttachments(PdfObjects objects, PdfFindings findings)
{
    private readonly HashSet<IndirectReference> _stated = [];
    private readonly List<IndirectReference> _orphans = [];

    /// <summary>A file specification with files in it.</summary>
    public void Consider(DictionaryToken dictionary)
    {
        if (!dictionary.Data.ContainsKey("EF") || objects.Dictionary(dictionary, "EF") is not { } files)
            return;
        var name = objects.Text(dictionary, "UF") ?? objects.Text(dictionary, "F");
        foreach (var platform in (string[])["F", "UF", "Unix", "DOS", "Mac"])
        {
            // A stream is always an object of its own.
            if (files.Data.TryGetValue(platform, out var token) && token is IndirectReferenceToken reference && _stated.Add(reference.Data) && objects.Resolve(token) is StreamToken file)
                State(file, name);
        }
    }

    /// <summary>A stream that calls itself a file; perhaps nobody else does.</summary>
    public void Consider(StreamToken stream, IndirectReference reference)
    {
        if (objects.Name(stream.StreamDictionary, "Type") == "EmbeddedFile")
            _orphans.Add(reference);
    }

    /// <summary>After all objects: the files that nobody names.</summary>
    public void Finish()
    {
        foreach (var orphan in _orphans)
        {
            if (_stated.Add(orphan) && objects.Find(orphan) is StreamToken file)
                State(file, null);
        }
    }

    private void State(StreamToken file, string? name)
    {
        using var content = objects.Open(file, out var picture);
        findings.Output.Member(
            new MemberEntry { Name = name, DeclaredType = picture is null ? objects.Name(file.StreamDictionary, "Subtype") : null, PackedSize = file.Data.Length },
            content);
    }
}

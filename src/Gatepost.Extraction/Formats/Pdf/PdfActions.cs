using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>Actions (section 12.6): where a click, or opening the document, leads to, and scripts.</summary>
internal sealed class PdfActions(PdfObjects objects, PdfFindings findings)
{
    public void Consider(DictionaryToken dictionary)
    {
        if (dictionary.Data.ContainsKey("URI"))
            ConsiderUri(dictionary);
        if (dictionary.Data.ContainsKey("JS"))
            findings.Script(objects.Text(dictionary, "JS"));
        if (objects.Name(dictionary, "S") is "Launch" or "GoToR" or "GoToE" or "SubmitForm" or "ImportData" or "Thread")
            ConsiderFile(dictionary);
    }

    private void ConsiderUri(DictionaryToken dictionary)
    {
        // The catalog has a dictionary under the same name, with the base of relative ones.
        var target = objects.Get(dictionary, "URI");
        findings.Link(target is DictionaryToken inner ? objects.Text(inner, "Base") : objects.Text(target), objects.Text(dictionary, "Contents"));
    }

    private void ConsiderFile(DictionaryToken action)
    {
        findings.Link(FileOf(objects.Get(action, "F")));
        // What Windows starts, with its parameters (section 12.6.4.5).
        if (objects.Dictionary(action, "Win") is { } windows && objects.Text(windows, "F") is { } program)
            findings.Link(objects.Text(windows, "P") is { } parameters ? $"{program} {parameters}" : program);
    }

    /// <summary>A file specification (section 7.11): a string, or a dictionary with names for several systems.</summary>
    private string? FileOf(IToken? file) => file is DictionaryToken specification
        ? objects.Text(specification, "UF") ?? objects.Text(specification, "F") ?? objects.Text(specification, "Unix") ?? objects.Text(specification, "DOS")
        : objects.Text(file);
}

using Gatepost.Mail.Mime;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>
/// Looks at every object of a document, and not along its trees: a tree may have loops, be 100,000 deep, or leave out what a viewer finds all the same. Each object is seen once.
/// </summary>
internal sealed class PdfObjectWalk(PdfObjects objects, PdfFindings findings, PdfAttachments attachments, PdfPictures pictures)
{
    // Nested dictionaries and arrays of one object; the library has a bound of its own below it.
    private const int TokensOfOneObject = 1_000_000;

    private readonly PdfForms _forms = new(objects, findings);
    private readonly PdfActions _actions = new(objects, findings);
    private readonly Stack<IToken> _waiting = new();

    /// <summary>True where an object could not be read.</summary>
    public bool HasGaps { get; private set; }

    public void Walk()
    {
        var count = 0;
        foreach (var reference in objects.References.ToList())
        {
            if (++count > PdfAllowance.Objects)
            {
                objects.Allowance.Exceed($"more than {PdfAllowance.Objects} objects");
                return;
            }
            if (findings.Output.IsOver || !objects.Allowance.HasTime())
                return;
            if (objects.Find(reference) is { } token)
                Visit(token, reference);
            else
                HasGaps = true;
        }
    }

    private void Visit(IToken root, IndirectReference reference)
    {
        _waiting.Clear();
        _waiting.Push(root);
        for (var seen = 0; _waiting.TryPop(out var token) && seen < TokensOfOneObject; seen++)
        {
            switch (token)
            {
                case ArrayToken array:
                    foreach (var item in array.Data)
                        Push(item);
                    break;
                case StreamToken stream:
                    pictures.Consider(stream, reference.ObjectNumber);
                    attachments.Consider(stream, reference);
                    VisitDictionary(stream.StreamDictionary);
                    break;
                case DictionaryToken dictionary:
                    VisitDictionary(dictionary);
                    break;
                default:
                    break;
            }
        }
    }

    private void VisitDictionary(DictionaryToken dictionary)
    {
        try
        {
            _actions.Consider(dictionary);
            _forms.Consider(dictionary);
            attachments.Consider(dictionary);
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or InvalidCastException or FormatException)
        {
            findings.Output.Problem(PartProblemKind.Malformed, "an object of the document is damaged");
        }
        foreach (var item in dictionary.Data.Values)
            Push(item);
    }

    private void Push(IToken token)
    {
        if (token is ArrayToken or DictionaryToken or StreamToken)
            _waiting.Push(token);
    }
}

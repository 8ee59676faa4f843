using Gatepost.Extraction.Formats.Pdf.Pages;
using Gatepost.Mail.Mime;
using UglyToad.PdfPig;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>Reads a document that the library has opened.</summary>
internal sealed class PdfDocumentReading(PdfDocument document, PdfFindings findings, PdfAllowance allowance)
{
    private int _characters;

    /// <summary>False where something of it could not be read.</summary>
    public bool Read()
    {
        StateProperties();
        var objects = new PdfObjects(document, allowance);
        var attachments = new PdfAttachments(objects, findings);
        var pictures = new PdfPictures(objects, findings);
        // Actions and files first: they are few, and what they cost is bounded better than pages.
        var walk = new PdfObjectWalk(objects, findings, attachments, pictures);
        walk.Walk();
        attachments.Finish();
        var isWhole = !walk.HasGaps;
        if (findings.Output.WantsText)
            isWhole &= ReadPages(pictures);
        return isWhole;
    }

    private void StateProperties()
    {
        var information = document.Information;
        foreach (var property in (string?[])[information.Title, information.Author, information.Subject, information.Keywords, information.Creator, information.Producer])
        {
            if (!string.IsNullOrWhiteSpace(property))
                findings.Output.Text(property, TextKind.Property);
        }
    }

    private bool ReadPages(PdfPictures pictures)
    {
        document.AddPageFactory<PageReading, PageReadingFactory>();
        var isWhole = true;
        for (var number = 1; number <= document.NumberOfPages; number++)
        {
            if (number > PdfAllowance.Pages)
            {
                allowance.Exceed($"more than {PdfAllowance.Pages} pages");
                break;
            }
            if (findings.Output.IsOver || !allowance.HasTime())
                break;
            isWhole &= ReadPage(number, pictures);
        }
        return isWhole;
    }

    private bool ReadPage(int number, PdfPictures pictures)
    {
        PageReading page;
        allowance.StartPage();
        try
        {
            page = document.GetPage<PageReading>(number);
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or PdfLimitException))
        {
            return false;
        }
        var text = page.Text.Visible;
        findings.Output.Text(text);
        findings.Output.Text(page.Text.Hidden, TextKind.Hidden);
        foreach (var url in UrlsInText.Find(text).Concat(UrlsInText.Find(page.Text.Hidden)))
            findings.Link(url);
        new PageComposite(page, pictures).Look(findings.Output, allowance.CancellationToken);
        _characters += page.Text.Length;
        if (_characters > PdfAllowance.Characters)
        {
            allowance.Exceed($"more than {PdfAllowance.Characters} characters");
            throw new PdfLimitException();
        }
        return !page.IsDamaged;
    }
}

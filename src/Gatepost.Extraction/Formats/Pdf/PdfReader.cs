using System.Collections.Immutable;
using System.Runtime.ExceptionServices;
using Gatepost.Extraction.Formats.Pdf.Filters;
using Gatepost.Extraction.Formats.Pdf.Pages;
using Gatepost.Extraction.Formats.Pdf.Raw;
using Gatepost.Mail.Mime;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>PDF (ISO 32000): text, properties, links, scripts, files within, pictures and drawings that hold codes. What the library cannot read is searched as it stands.</summary>
internal sealed class PdfReader : IFormatReader
{
    // The library follows trees of the document on the thread's stack, some of them without a bound. What is never used takes no memory.
    private const int StackOctets = 67_108_864;
    private const int NestedTokens = 128;

    public ImmutableArray<string> Types { get; } = ["pdf"];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        ExceptionDispatchInfo? escaped = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    ReadOnThread(file, output, cancellationToken);
                }
                catch (Exception error)
                {
                    escaped = ExceptionDispatchInfo.Capture(error);
                }
            },
            StackOctets);
        thread.Start();
        thread.Join();
        escaped?.Throw();
    }

    private static void ReadOnThread(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        var allowance = new PdfAllowance(output, cancellationToken);
        var findings = new PdfFindings(output);
        var isWhole = false;
        var isEncrypted = false;
        try
        {
            using var document = Open(file, allowance);
            isWhole = new PdfDocumentReading(document, findings, allowance).Read();
        }
        catch (PdfDocumentEncryptedException)
        {
            isEncrypted = true;
            output.Encrypted("a PDF that needs a password");
        }
        catch (OutOfMemoryException)
        {
            allowance.Exceed("it takes more memory than a file may");
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (error is not PdfLimitException && allowance.Exceeded is null)
                output.Problem(PartProblemKind.Malformed, "the document is damaged, and was searched as it stands");
        }
        if (!isWhole)
            new RawScan(file, findings, allowance, isEncrypted).Read();
        if (allowance.Exceeded is { } reason)
            output.Problem(PartProblemKind.LimitReached, $"the PDF was not read to the end: {reason}");
    }

    private static PdfDocument Open(OpenedFile file, PdfAllowance allowance) => PdfDocument.Open(file.Content, new ParsingOptions
    {
        UseLenientParsing = true,
        SkipMissingFonts = true,
        ClipPaths = false,
        MaxStackDepth = NestedTokens,
        Logger = new PdfLog(allowance),
        FilterProvider = new BoundedFilters(allowance),
        // Without one first: most encrypted documents only forbid printing.
        Passwords = ["", .. file.Passwords],
    });
}

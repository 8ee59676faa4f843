using UglyToad.PdfPig.Logging;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>Takes the words of the library, which nobody reads, and carries the allowance to the pages: the library makes the readers of pages itself.</summary>
internal sealed class PdfLog(PdfAllowance allowance) : ILog
{
    public PdfAllowance Allowance => allowance;

    public void Debug(string message)
    {
    }

    public void Debug(string message, Exception ex)
    {
    }

    public void Warn(string message)
    {
    }

    public void Error(string message)
    {
    }

    public void Error(string message, Exception ex)
    {
    }
}

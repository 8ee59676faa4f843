namespace Gatepost.Mail.FileTypes.Telling;

/// <summary>Readers of PDF look for its mark within the first 1,024 octets (Adobe's implementation note 13 to PDF 1.7), whatever stands before it.</summary>
internal static class PdfMark
{
    private const int Reach = 1_024;

    /// <summary>True where the mark comes later than at the start, and the file goes on like a PDF: a letter about PDF is none.</summary>
    public static bool IsBehindOtherOctets(FileContent content)
    {
        var at = content.First(Reach + 8).IndexOf("%PDF-"u8);
        return at >= 0 && char.IsAsciiDigit((char)content.Octet(at + 5)) && content.Octet(at + 6) == (byte)'.'
            && (content.Head[at..].IndexOf(" obj"u8) >= 0 || content.Tail.IndexOf("startxref"u8) >= 0);
    }
}

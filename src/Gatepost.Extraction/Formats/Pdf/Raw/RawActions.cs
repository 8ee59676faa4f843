namespace Gatepost.Extraction.Formats.Pdf.Raw;

/// <summary>Finds actions by their names, whatever object they stand in.</summary>
internal sealed class RawActions(PdfFindings findings)
{
    /// <summary>Searches octets; each is looked at once, but for the strings that follow names.</summary>
    public void Search(ReadOnlySpan<byte> octets)
    {
        var opensFile = false;
        while (octets.IndexOf((byte)'/') is var slash and >= 0)
        {
            octets = octets[(slash + 1)..];
            var name = RawNames.Name(octets, out var length);
            octets = octets[length..];
            switch (name)
            {
                case "URI" when RawNames.String(octets, out length) is { } url:
                    findings.Link(PdfObjects.TextOf(url));
                    octets = octets[length..];
                    break;
                case "JS" when RawNames.String(octets, out length) is { } script:
                    findings.Script(PdfObjects.TextOf(script));
                    octets = octets[length..];
                    break;
                case "Launch" or "GoToR" or "GoToE" or "SubmitForm" or "ImportData":
                    opensFile = true;
                    break;
                case "F" or "UF" when opensFile && RawNames.String(octets, out length) is { } file:
                    findings.Link(PdfObjects.TextOf(file));
                    octets = octets[length..];
                    break;
                default:
                    break;
            }
        }
    }
}

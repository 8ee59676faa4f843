using Gatepost.Extraction.Formats.Pdf.Filters;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Pdf.Raw;

/// <summary>
/// Searches a document as it stands, for what the library could not open or left out: names with and without escapes, strings, streams. One pass over the octets, and one over what each stream
/// unpacks to.
/// </summary>
internal sealed class RawScan(OpenedFile file, PdfFindings findings, PdfAllowance allowance, bool isEncrypted)
{
    // What is held at once; larger documents are large for their pictures.
    private const int MaxOctets = 33_554_432;
    // Dictionaries of streams stand before them, and are short.
    private const int DictionaryOctets = 2_048;
    private const int MaxStreams = 20_000;

    private readonly RawActions _actions = new(findings);

    public void Read()
    {
        var octets = ReadOctets();
        // The strings and streams of an encrypted one are noise.
        if (isEncrypted)
            return;
        var position = 0;
        var streams = 0;
        while (octets.AsSpan(position).IndexOf("stream"u8) is var found and >= 0)
        {
            if (findings.Output.IsOver || !allowance.HasTime() || ++streams > MaxStreams)
                break;
            var keyword = position + found;
            _actions.Search(octets.AsSpan(position, found));
            var start = StartOf(octets, keyword + "stream".Length);
            var length = octets.AsSpan(start).IndexOf("endstream"u8);
            if (length < 0)
                length = octets.Length - start;
            var head = octets.AsSpan(Math.Max(position, keyword - DictionaryOctets)..keyword);
            Consider(head[Math.Max(0, head.LastIndexOf("obj"u8))..], octets.AsMemory(start, length));
            position = Math.Min(octets.Length, start + length + "endstream".Length);
        }
        _actions.Search(octets.AsSpan(position));
    }

    private byte[] ReadOctets()
    {
        if (file.Length > MaxOctets)
            allowance.Exceed($"more than {MaxOctets} octets of a damaged document");
        var octets = new byte[Math.Min(file.Length, MaxOctets)];
        file.Content.Position = 0;
        file.Content.ReadExactly(octets);
        return octets;
    }

    private static int StartOf(byte[] octets, int start)
    {
        if (start < octets.Length && octets[start] == '\r')
            start++;
        return start < octets.Length && octets[start] == '\n' ? start + 1 : Math.Min(start, octets.Length);
    }

    private void Consider(ReadOnlySpan<byte> head, ReadOnlyMemory<byte> content)
    {
        var names = NamesOf(head);
        try
        {
            var filters = names.Where(name => FilterChain.IsOctetFilter(name) || name is "DCTDecode" or "JPXDecode" or "JBIG2Decode" or "CCITTFaxDecode")
                .Select(name => (name, FilterParameters.None)).ToList();
            using var stream = FilterChain.Over(new MemoryStream(content.ToArray(), writable: false), filters, out var picture);
            if (names.Contains("EmbeddedFile"))
                findings.Output.Member(new MemberEntry { PackedSize = content.Length }, stream);
            else if (picture is "DCTDecode")
                findings.Output.Member(new MemberEntry { Name = "image.jpg", DeclaredType = "image/jpeg", IsFile = false, PackedSize = content.Length }, stream);
            else if (picture is null && !names.Contains("Image") && !names.Contains("Length1"))
                ConsiderText(BoundedFilter.ReadBounded(stream, allowance));
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or IOException)
        {
            findings.Output.Problem(PartProblemKind.Malformed, "a stream of the document is damaged");
        }
    }

    private void ConsiderText(byte[] octets)
    {
        _actions.Search(octets);
        var text = RawText.Of(octets);
        findings.Output.Text(text);
        foreach (var url in UrlsInText.Find(text))
            findings.Link(url);
    }

    private static List<string> NamesOf(ReadOnlySpan<byte> head)
    {
        var names = new List<string>();
        while (head.IndexOf((byte)'/') is var slash and >= 0 && names.Count < 64)
        {
            head = head[(slash + 1)..];
            names.Add(RawNames.Name(head, out var length));
            head = head[length..];
        }
        return names;
    }
}

using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>
/// The filters as the library gets them: ours, which end at a bound and say so. Its own unpack into memory what there is, and a stream of a kilobyte may hold gigabytes. Pictures are not
/// unpacked through it at all.
/// </summary>
internal sealed class BoundedFilters(PdfAllowance allowance)
    : BaseFilterProvider(Names.ToDictionary(name => name, name => (IFilter)new BoundedFilter(name, allowance), StringComparer.Ordinal))
{
    private static readonly string[] Names =
    [
        "FlateDecode", "Fl", "LZWDecode", "LZW", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "RunLengthDecode", "RL",
        "DCTDecode", "DCT", "JPXDecode", "JBIG2Decode", "CCITTFaxDecode", "CCF", "Crypt",
    ];
}

/// <summary>One filter.</summary>
internal sealed class BoundedFilter(string name, PdfAllowance allowance) : IFilter
{
    public bool IsSupported => FilterChain.IsOctetFilter(name);

    public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
    {
        if (!IsSupported)
            return input;
        using var packed = new MemoryStream(input.ToArray(), writable: false);
        using var stream = FilterChain.Over(packed, name, StreamFilters.Parameters(streamDictionary, filterIndex));
        // Fonts, tables and streams of objects say what they are; operators of pages do not, and forms say so.
        var isForm = streamDictionary.Data.TryGetValue("Subtype", out var kind) && kind is NameToken { Data: "Form" };
        if (!isForm && (kind is not null || streamDictionary.Data.ContainsKey("Type") || streamDictionary.Data.ContainsKey("Length1")))
            return ReadBounded(stream, allowance);
        var operators = ReadBounded(stream, allowance, allowance.OperatorOctets(isForm));
        if (!isForm)
            allowance.TakeOperators(operators.Length);
        return operators;
    }

    /// <summary>What a stream holds, cut at the bound, which is kept in the allowance.</summary>
    public static byte[] ReadBounded(Stream stream, PdfAllowance allowance, int most = PdfAllowance.StreamOctets)
    {
        using var output = new MemoryStream();
        var block = new byte[16_384];
        while (stream.Read(block, 0, block.Length) is var read and > 0)
        {
            allowance.Spend(read);
            output.Write(block, 0, read);
            if (output.Length <= most)
                continue;
            allowance.Exceed($"a stream unpacks to more than {most} octets");
            break;
        }
        return output.ToArray();
    }
}

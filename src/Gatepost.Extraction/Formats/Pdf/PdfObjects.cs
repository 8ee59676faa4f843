using System.Text;
using Gatepost.Extraction.Formats.Pdf.Filters;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Core;
using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf;

/// <summary>The objects of an opened document, decrypted, with what they refer to.</summary>
internal sealed class PdfObjects(PdfDocument document, PdfAllowance allowance)
{
    // A reference to a reference; more is a loop.
    private const int MaxHops = 8;

    public PdfAllowance Allowance => allowance;

    /// <summary>The numbers of all objects.</summary>
    public IEnumerable<IndirectReference> References => document.Structure.CrossReferenceTable.ObjectOffsets.Keys;

    /// <summary>The object of a number, or null where it cannot be read.</summary>
    public IToken? Find(IndirectReference reference)
    {
        try
        {
            return document.Structure.GetObject(reference)?.Data;
        }
        catch (Exception error) when (error is not (OperationCanceledException or OutOfMemoryException or PdfLimitException))
        {
            return null;
        }
    }

    /// <summary>The object itself where this is a reference to it.</summary>
    public IToken? Resolve(IToken? token)
    {
        for (var hop = 0; token is IndirectReferenceToken reference && hop < MaxHops; hop++)
            token = Find(reference.Data);
        return token is IndirectReferenceToken ? null : token;
    }

    public IToken? Get(DictionaryToken dictionary, string name) => dictionary.Data.TryGetValue(name, out var token) ? Resolve(token) : null;

    public string? Name(DictionaryToken dictionary, string name) => (Get(dictionary, name) as NameToken)?.Data;

    public DictionaryToken? Dictionary(DictionaryToken dictionary, string name) => Get(dictionary, name) switch
    {
        DictionaryToken own => own,
        StreamToken stream => stream.StreamDictionary,
        _ => null,
    };

    public double? Number(DictionaryToken dictionary, string name) => (Get(dictionary, name) as NumericToken)?.Double;

    /// <summary>A string, or what a stream holds as one.</summary>
    public string? Text(DictionaryToken dictionary, string name) => Text(Get(dictionary, name));

    public string? Text(IToken? token) => token switch
    {
        StringToken text => text.Data,
        HexToken hex => hex.Data,
        StreamToken stream => TextOf(BoundedFilter.ReadBounded(Open(stream, out _), allowance)),
        _ => null,
    };

    /// <summary>The octets of a stream, unpacked up to the first filter that is one of pictures.</summary>
    public Stream Open(StreamToken stream, out string? picture) =>
        FilterChain.Over(new MemoryStream(stream.Data.ToArray(), writable: false), StreamFilters.Of(stream.StreamDictionary, Resolve), out picture);

    /// <summary>A text string (section 7.9.2.2): UTF-16 or UTF-8 with a mark, or octets.</summary>
    public static string TextOf(ReadOnlySpan<byte> octets)
    {
        if (octets is [0xfe, 0xff, ..])
            return Encoding.BigEndianUnicode.GetString(octets[2..]);
        if (octets is [0xff, 0xfe, ..])
            return Encoding.Unicode.GetString(octets[2..]);
        if (octets is [0xef, 0xbb, 0xbf, ..])
            return Encoding.UTF8.GetString(octets[3..]);
        return System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);
    }
}

namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>The filters of one stream, one upon the other; each pulls from the one below, so that a chain of bombs takes no memory, and as much time as its reader grants.</summary>
internal static class FilterChain
{
    // Real files have one or two. A chain of thousands of filters on a tiny stream is deep recursion.
    private const int MaxFilters = 8;

    /// <summary>True for a filter that the chain undoes; the others hold pictures.</summary>
    public static bool IsOctetFilter(string name) => name is "FlateDecode" or "Fl" or "LZWDecode" or "LZW" or "ASCIIHexDecode" or "AHx" or "ASCII85Decode" or "A85" or "RunLengthDecode" or "RL";

    /// <summary>Puts the filters upon a stream, up to the first that is none of octets.</summary>
    /// <param name="packed">The octets of the stream.</param>
    /// <param name="filters">Their names and parameters, in the order of the dictionary.</param>
    /// <param name="picture">The name of the first filter that holds a picture, or null.</param>
    public static Stream Over(Stream packed, IReadOnlyList<(string Name, FilterParameters Parameters)> filters, out string? picture)
    {
        picture = null;
        if (filters.Count > MaxFilters)
            throw new InvalidDataException("more filters than any stream has");
        foreach (var (name, parameters) in filters)
        {
            if (!IsOctetFilter(name))
            {
                picture = name;
                break;
            }
            packed = Over(packed, name, parameters);
        }
        return packed;
    }

    /// <summary>Puts one filter upon a stream.</summary>
    public static Stream Over(Stream packed, string name, FilterParameters parameters) => name switch
    {
        "FlateDecode" or "Fl" => PredictorStream.Over(new FlateStream(packed), parameters),
        "LZWDecode" or "LZW" => PredictorStream.Over(new LzwStream(packed, parameters.EarlyChange), parameters),
        "ASCIIHexDecode" or "AHx" => new HexStream(packed),
        "ASCII85Decode" or "A85" => new Ascii85Stream(packed),
        "RunLengthDecode" or "RL" => new RunLengthStream(packed),
        _ => throw new NotSupportedException(),
    };
}

using UglyToad.PdfPig.Tokens;

namespace Gatepost.Extraction.Formats.Pdf.Filters;

/// <summary>What the dictionary of a stream says of its filters (section 7.3.8.2), in the long and the short words.</summary>
internal static class StreamFilters
{
    /// <summary>Names and parameters in order.</summary>
    /// <param name="dictionary">Of the stream.</param>
    /// <param name="resolve">Follows references.</param>
    public static List<(string Name, FilterParameters Parameters)> Of(DictionaryToken dictionary, Func<IToken?, IToken?> resolve)
    {
        var filter = resolve(Entry(dictionary, "Filter", "F"));
        var parameters = resolve(Entry(dictionary, "DecodeParms", "DP"));
        IReadOnlyList<IToken> names = filter switch { NameToken name => [name], ArrayToken array => array.Data, _ => [] };
        var filters = new List<(string, FilterParameters)>(names.Count);
        for (var index = 0; index < names.Count; index++)
        {
            var own = parameters is ArrayToken list ? resolve(index < list.Length ? list.Data[index] : null) : index == 0 || names.Count == 1 ? parameters : null;
            filters.Add(((resolve(names[index]) as NameToken)?.Data ?? "", Read(own as DictionaryToken)));
        }
        return filters;
    }

    /// <summary>Parameters of the filter of a number, without following references.</summary>
    public static FilterParameters Parameters(DictionaryToken dictionary, int index)
    {
        var parameters = Entry(dictionary, "DecodeParms", "DP");
        if (parameters is ArrayToken list)
            parameters = index < list.Length ? list.Data[index] : null;
        return Read(parameters as DictionaryToken);
    }

    private static FilterParameters Read(DictionaryToken? parameters) => parameters is null ? FilterParameters.None : new FilterParameters
    {
        Predictor = Number(parameters, "Predictor", 1),
        Colors = Number(parameters, "Colors", 1),
        BitsPerComponent = Number(parameters, "BitsPerComponent", 8),
        Columns = Number(parameters, "Columns", 1),
        EarlyChange = Number(parameters, "EarlyChange", 1) == 0 ? 0 : 1,
    };

    private static int Number(DictionaryToken dictionary, string name, int otherwise) =>
        dictionary.Data.TryGetValue(name, out var token) && token is NumericToken number && number.Double is >= 0 and <= 1_000_000 ? (int)number.Double : otherwise;

    private static IToken? Entry(DictionaryToken dictionary, string name, string shortName) =>
        dictionary.Data.TryGetValue(name, out var token) || dictionary.Data.TryGetValue(shortName, out token) ? token : null;
}

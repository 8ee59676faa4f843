using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats;

/// <summary>Which reader reads which type. The table of contents of what can be opened.</summary>
internal sealed class FormatReaders
{
    private readonly FrozenDictionary<string, ImmutableArray<IFormatReader>> _byType;

    public FormatReaders(IEnumerable<IFormatReader> readers) => _byType = readers
        .SelectMany(reader => reader.Types.Select(type => (type, reader)))
        .GroupBy(pair => pair.type, pair => pair.reader, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>All readers of this version.</summary>
    public static FormatReaders All() => new(Readers());

    /// <summary>The same, with what fails on purpose before all others: for tests only.</summary>
    public static FormatReaders WithFaults() => new([new Faults.FaultReader(), .. Readers()]);

    private static IEnumerable<IFormatReader> Readers() =>
    [
        .. Archives.ArchiveReaders.All(),
        .. Office.OfficeReaders.All(),
        .. Outlook.OutlookReaders.All(),
        .. Rtf.RtfReaders.All(),
        .. Pdf.PdfReaders.All(),
        .. Images.ImageReaders.All(),
        .. Web.WebReaders.All(),
        .. Encoded.EncodedReaders.All(),
        .. Messages.MessageReaders.All(),
    ];

    /// <summary>The names of the types that are read.</summary>
    public IEnumerable<string> Types => _byType.Keys;

    /// <summary>True when some reader reads the type.</summary>
    public bool Reads(string type) => _byType.ContainsKey(type);

    /// <summary>The readers of a type, in order.</summary>
    public ImmutableArray<IFormatReader> For(string type) => _byType.GetValueOrDefault(type, []);
}

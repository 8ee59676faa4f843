using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Families;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes;

/// <summary>The catalogue of kinds of file, and how they are told by their content. Thread-safe.</summary>
public static class FileTypeCatalogue
{
    /// <summary>Octets from the start that telling wants: the mark of an ISO 9660 image stands at 32,769.</summary>
    public const int HeadOctets = 36_864;

    /// <summary>Octets from the end that telling wants: the marks of disk images stand in the last 512.</summary>
    public const int TailOctets = 512;

    private static readonly ImmutableArray<KnownType> Known =
    [
        .. ExecutableTypes.All, .. ScriptTypes.All, .. ShortcutTypes.All, .. DocumentTypes.All, .. SpreadsheetTypes.All, .. PresentationTypes.All, .. ImageTypes.All,
        .. AudioTypes.All, .. VideoTypes.All, .. ArchiveTypes.All, .. DiskImageTypes.All, .. FontTypes.All, .. CertificateTypes.All, .. MailTypes.All, .. DatabaseTypes.All,
        .. DesignTypes.All, .. TextTypes.All,
    ];

    private static readonly MarkTable Marks = new(Known);

    private static readonly TextRuleTable Texts = new(Known);

    /// <summary>What no entry matches.</summary>
    public static FileType Unknown { get; } = new("unknown", FileFamily.Unknown, "unknown content");

    /// <summary>Every kind.</summary>
    public static ImmutableArray<FileType> All { get; } = [.. Known.Select(known => known.Type), Unknown];

    private static readonly FrozenDictionary<string, FileType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, ImmutableArray<FileType>> ByExtension = Index(type => type.Extensions);

    private static readonly FrozenDictionary<string, ImmutableArray<FileType>> ByMediaType = Index(type => type.MediaTypes);

    private static readonly FileType Pdf = ByName["pdf"];

    /// <summary>The kind of a name, or null.</summary>
    public static FileType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The kinds of a family.</summary>
    public static IEnumerable<FileType> OfFamily(FileFamily family) => All.Where(type => type.Family == family);

    /// <summary>The kinds that an extension (without the dot, in any case) is honest for; empty where nobody knows it.</summary>
    public static ImmutableArray<FileType> OfExtension(string extension) => ByExtension.GetValueOrDefault(extension, []);

    /// <summary>The kinds that a media type is honest for; empty where nobody knows it, or where it says nothing.</summary>
    public static ImmutableArray<FileType> OfMediaType(string mediaType) => ByMediaType.GetValueOrDefault(mediaType, []);

    /// <summary>Tells by content alone. Packages within zip and OLE2 files are told as those; <see cref="ZipKinds"/> and <see cref="CompoundFileKinds"/> know them by what they hold.</summary>
    /// <param name="head">The first octets, up to <see cref="HeadOctets"/>; fewer make some kinds unknown.</param>
    /// <param name="tail">The last octets, up to <see cref="TailOctets"/>; may be empty where nobody knows them.</param>
    /// <param name="length">Octets of the whole.</param>
    public static FileType Detect(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long length)
    {
        var content = new FileContent(head, tail, length);
        if (Marks.Find(content) is { } marked)
            return marked;
        return PdfMark.IsBehindOtherOctets(content) ? Pdf : Texts.Find(content) ?? Unknown;
    }

    private static FrozenDictionary<string, ImmutableArray<FileType>> Index(Func<FileType, ImmutableArray<string>> keys) => All
        .SelectMany(type => keys(type).Select(key => (key, type)))
        .GroupBy(pair => pair.key, pair => pair.type, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray(), StringComparer.OrdinalIgnoreCase);
}

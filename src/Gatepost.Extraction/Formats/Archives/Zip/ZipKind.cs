using System.Collections.Immutable;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Tells what a zip is by what is in it.</summary>
internal static class ZipKind
{
    /// <summary>What the content type of an OOXML package's main part means (ECMA-376 part 1; the macro types are of [MS-OFFMACRO2]).</summary>
    private static readonly ImmutableArray<(string ContentType, string Kind)> MainParts =
    [
        ("wordprocessingml.document.main+xml", "docx"),
        ("ms-word.document.macroenabled.main+xml", "docm"),
        ("wordprocessingml.template.main+xml", "dotx"),
        ("ms-word.template.macroenabledtemplate.main+xml", "dotm"),
        ("spreadsheetml.sheet.main+xml", "xlsx"),
        ("ms-excel.sheet.macroenabled.main+xml", "xlsm"),
        ("ms-excel.sheet.binary.macroenabled.main", "xlsb"),
        ("spreadsheetml.template.main+xml", "xltx"),
        ("ms-excel.template.macroenabled.main+xml", "xltm"),
        ("ms-excel.addin.macroenabled.main+xml", "xlam"),
        ("presentationml.presentation.main+xml", "pptx"),
        ("ms-powerpoint.presentation.macroenabled.main+xml", "pptm"),
        ("presentationml.slideshow.main+xml", "ppsx"),
        ("ms-powerpoint.slideshow.macroenabled.main+xml", "ppsm"),
        ("presentationml.template.main+xml", "potx"),
        ("ms-powerpoint.template.macroenabled.main+xml", "potm"),
        ("ms-powerpoint.addin.macroenabled.main+xml", "ppam"),
        ("ms-visio.drawing.main+xml", "vsdx"),
        ("ms-visio.drawing.macroenabled.main+xml", "vsdm"),
        ("ms-package.xps-fixeddocumentsequence+xml", "xps"),
    ];

    /// <summary>What the entry <c>mimetype</c> says (OpenDocument part 2, 3.3; EPUB OCF 4.3).</summary>
    private static readonly ImmutableArray<(string MediaType, string Kind)> MediaTypes =
    [
        ("application/vnd.oasis.opendocument.text", "odt"),
        ("application/vnd.oasis.opendocument.spreadsheet", "ods"),
        ("application/vnd.oasis.opendocument.presentation", "odp"),
        ("application/vnd.oasis.opendocument.graphics", "odg"),
        ("application/epub+zip", "epub"),
    ];

    /// <summary>Entries that make a program of a zip; the first that is there counts.</summary>
    private static readonly ImmutableArray<(string Entry, string Kind)> Marks =
    [
        ("AndroidManifest.xml", "apk"),
        ("META-INF/mozilla.rsa", "xpi"),
        ("install.rdf", "xpi"),
        ("extension.vsixmanifest", "vsix"),
        ("AppxManifest.xml", "appx"),
        ("META-INF/MANIFEST.MF", "jar"),
        ("doc.kml", "kmz"),
    ];

    /// <summary>Packages of documents: their parts are no files that somebody sees.</summary>
    private static readonly ImmutableArray<string> OpcKinds = [.. MainParts.Select(part => part.Kind)];

    /// <summary>All of them, and the archive itself.</summary>
    public static ImmutableArray<string> Types { get; } =
        [.. new[] { "zip", "xpi" }.Concat(MainParts.Select(part => part.Kind)).Concat(MediaTypes.Select(type => type.Kind)).Concat(Marks.Select(mark => mark.Kind)).Distinct(StringComparer.Ordinal)];

    /// <summary>True for a package of OPC that is a document.</summary>
    public static bool IsOpc(string? kind) => kind is not null && OpcKinds.Contains(kind);

    /// <summary>True for an OpenDocument package.</summary>
    public static bool IsOpenDocument(string? kind) => kind is "odt" or "ods" or "odp" or "odg";

    /// <summary>The kind, or null for an archive.</summary>
    public static string? Tell(ZipPackage package)
    {
        var mediaType = package.ReadManifest("mimetype").Trim();
        foreach (var (known, kind) in MediaTypes)
        {
            if (mediaType.StartsWith(known, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        var contentTypes = package.ReadManifest("[Content_Types].xml");
        foreach (var (known, kind) in MainParts)
        {
            if (contentTypes.Contains(known, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        return Marks.FirstOrDefault(mark => package.Find(mark.Entry) is not null).Kind;
    }
}

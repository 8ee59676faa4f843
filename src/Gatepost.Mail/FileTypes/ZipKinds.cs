using System.Collections.Frozen;

namespace Gatepost.Mail.FileTypes;

/// <summary>Tells the packages within zip files by what the zip holds. Pure; asked by who has opened the zip.</summary>
public static class ZipKinds
{
    /// <summary>The type of an OpenDocument or EPUB package stands in its first member (OpenDocument 1.3 part 2, section 3.3).</summary>
    public const string TypeMember = "mimetype";

    /// <summary>The types of the parts of an Office package (ECMA-376 part 2, section 7.2.3).</summary>
    public const string ContentTypesMember = "[Content_Types].xml";

    private static readonly (string ContentType, string Type)[] MainParts =
    [
        ("wordprocessingml.document.main+xml", "docx"), ("ms-word.document.macroEnabled.main+xml", "docm"), ("wordprocessingml.template.main+xml", "dotx"), ("ms-word.template.macroEnabledTemplate.main+xml", "dotm"),
        ("spreadsheetml.sheet.main+xml", "xlsx"), ("ms-excel.sheet.macroEnabled.main+xml", "xlsm"), ("ms-excel.sheet.binary.macroEnabled.main", "xlsb"), ("spreadsheetml.template.main+xml", "xltx"),
        ("ms-excel.template.macroEnabled.main+xml", "xltm"), ("ms-excel.addin.macroEnabled.main+xml", "xlam"), ("presentationml.presentation.main+xml", "pptx"),
        ("ms-powerpoint.presentation.macroEnabled.main+xml", "pptm"), ("presentationml.template.main+xml", "potx"), ("ms-powerpoint.template.macroEnabled.main+xml", "potm"),
        ("presentationml.slideshow.main+xml", "ppsx"), ("ms-powerpoint.slideshow.macroEnabled.main+xml", "ppsm"), ("ms-powerpoint.addin.macroEnabled.main+xml", "ppam"),
        ("ms-visio.drawing.macroEnabled.main+xml", "vsdm"), ("ms-visio.drawing.main+xml", "vsdx"), ("ms-visio.template", "vsdx"), ("ms-visio.stencil", "vsdx"),
        ("ms-package.xps-fixeddocument+xml", "xps"), ("ms-package.3dmanufacturing-3dmodel+xml", "3mf"),
    ];

    /// <summary>Office packages, whose parts are no files that somebody sees.</summary>
    public static FrozenSet<string> OfficePackages { get; } = MainParts.Select(part => part.Type).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByMimeType = FileTypeCatalogue.All
        .Where(type => type.Container == "zip")
        .SelectMany(type => type.MediaTypes.Select(media => (media, type.Name)))
        .DistinctBy(pair => pair.media)
        .ToFrozenDictionary(pair => pair.media, pair => pair.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names that only one kind of package has; the first that is there decides. An Android program also has a manifest of Java, so it stands before it.</summary>
    private static readonly (string Member, string Type)[] ByMember =
    [
        ("AppxManifest.xml", "appx"), ("AppxMetadata/AppxBundleManifest.xml", "appx"), ("extension.vsixmanifest", "vsix"), ("AppManifest.xaml", "xap"), ("AndroidManifest.xml", "apk"), ("base/manifest/AndroidManifest.xml", "apk"),
        ("META-INF/mozilla.rsa", "xpi"), ("install.rdf", "xpi"), ("Payload/", "ipa"), ("OFD.xml", "ofd"), ("Index/Document.iwa", "pages"), ("Contents/content.hpf", "hwpx"), ("FixedDocSeq.fdseq", "xps"),
        ("FixedDocumentSequence.fdseq", "xps"), ("3D/3dmodel.model", "3mf"), ("Categories.xml", "olm"), ("META-INF/MANIFEST.MF", "jar"), ("META-INF/application.xml", "jar"), ("WEB-INF/web.xml", "jar"),
    ];

    private static readonly (string Folder, string Type)[] ByFolder = [("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx"), ("visio/", "vsdx")];

    /// <summary>The name of the kind; <c>zip</c> where it is nothing but an archive.</summary>
    /// <param name="members">The names in the directory, in its order; so many as the caller likes to look at.</param>
    /// <param name="mimeType">What stands in <see cref="TypeMember"/>, or null.</param>
    /// <param name="contentTypes">What stands in <see cref="ContentTypesMember"/>, or null where it is not there or could not be read.</param>
    public static string Tell(IReadOnlyCollection<string> members, string? mimeType, string? contentTypes)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (mimeType is not null && OfMimeType(mimeType.Trim()) is { } typed)
            return typed;
        // Programs look names up without regard to case, and some zips have the separators of Windows.
        var names = members.Select(name => name.Replace('\\', '/')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (contentTypes is not null || names.Contains(ContentTypesMember))
            return OfOffice(names, contentTypes ?? "");
        foreach (var (member, type) in ByMember)
        {
            if (member[^1] == '/' ? names.Any(name => name.StartsWith(member, StringComparison.OrdinalIgnoreCase)) : names.Contains(member))
                return OfApple(type, names);
        }
        if (names.Any(name => name.EndsWith(".dist-info/WHEEL", StringComparison.OrdinalIgnoreCase)))
            return "wheel";
        return names.Contains("manifest.json") && names.Any(name => name.EndsWith("background.js", StringComparison.OrdinalIgnoreCase)) ? "xpi" : "zip";
    }

    private static string OfOffice(HashSet<string> names, string contentTypes)
    {
        foreach (var (contentType, type) in MainParts)
        {
            if (contentTypes.Contains(contentType, StringComparison.OrdinalIgnoreCase))
                return type;
        }
        foreach (var (member, type) in ByMember)
        {
            if (names.Contains(member))
                return type;
        }
        if (names.Any(name => name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !name.Contains('/', StringComparison.Ordinal)))
            return "nupkg";
        foreach (var (folder, type) in ByFolder)
        {
            if (names.Any(name => name.StartsWith(folder, StringComparison.OrdinalIgnoreCase)))
                return type;
        }
        return "ooxml";
    }

    /// <summary>Templates and masters have the type of what they make with an addition behind it.</summary>
    private static string? OfMimeType(string mimeType) =>
        ByMimeType.TryGetValue(mimeType, out var type) ? type : ByMimeType.FirstOrDefault(pair => mimeType.StartsWith(pair.Key + "-", StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The three programs of iWork keep their documents alike; what they hold differs.</summary>
    private static string OfApple(string type, HashSet<string> names)
    {
        if (type != "pages")
            return type;
        if (names.Any(name => name.StartsWith("Index/Slide", StringComparison.OrdinalIgnoreCase)))
            return "keynote";
        return names.Contains("Index/CalculationEngine.iwa") && names.Any(name => name.StartsWith("Index/Tables/", StringComparison.OrdinalIgnoreCase)) && !names.Contains("Index/Section.iwa") ? "numbers" : type;
    }
}

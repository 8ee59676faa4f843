using System.IO.Compression;
using System.Text;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;
using Gatepost.Testing.Messages;

namespace Gatepost.Mail.Tests.FileTypes;

/// <summary>Kinds that are packages of another file: told by what the package holds, whatever it is called; each with a sample, and one that is nearly it.</summary>
public sealed class PackageTests
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
    private const string Sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
    private const string Slides = "application/vnd.openxmlformats-officedocument.presentationml.";

    /// <summary>Type; members, the content of the first one behind "="; the near miss alike.</summary>
    private static readonly (string Type, string[] Members, string[] Near)[] Zips =
    [
        Office("docx", Word + "document.main+xml"), Office("docm", "application/vnd.ms-word.document.macroEnabled.main+xml"), Office("dotx", Word + "template.main+xml"),
        Office("dotm", "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"), Office("xlsx", Sheet + "sheet.main+xml"), Office("xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        Office("xlsb", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"), Office("xltx", Sheet + "template.main+xml"), Office("xltm", "application/vnd.ms-excel.template.macroEnabled.main+xml"),
        Office("xlam", "application/vnd.ms-excel.addin.macroEnabled.main+xml"), Office("pptx", Slides + "presentation.main+xml"), Office("pptm", "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"),
        Office("potx", Slides + "template.main+xml"), Office("potm", "application/vnd.ms-powerpoint.template.macroEnabled.main+xml"), Office("ppsx", Slides + "slideshow.main+xml"),
        Office("ppsm", "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml"), Office("ppam", "application/vnd.ms-powerpoint.addin.macroEnabled.main+xml"),
        Office("vsdx", "application/vnd.ms-visio.drawing.main+xml"), Office("vsdm", "application/vnd.ms-visio.drawing.macroEnabled.main+xml"),
        Office("xps", "application/vnd.ms-package.xps-fixeddocument+xml"), Office("3mf", "application/vnd.ms-package.3dmanufacturing-3dmodel+xml"),
        ("ooxml", ["[Content_Types].xml=<Types/>", "a.xml"], ["[ContentTypes].xml=<Types/>", "a.xml"]),
        ("nupkg", ["[Content_Types].xml=<Types/>", "a.nuspec"], ["a.nuspec"]),
        ("vsix", ["[Content_Types].xml=<Types/>", "extension.vsixmanifest"], ["extension.txt"]),
        ("appx", ["[Content_Types].xml=<Types/>", "AppxManifest.xml"], ["Manifest.xml"]),
        Typed("odt", "application/vnd.oasis.opendocument.text"), Typed("ods", "application/vnd.oasis.opendocument.spreadsheet"), Typed("odp", "application/vnd.oasis.opendocument.presentation"),
        Typed("odg", "application/vnd.oasis.opendocument.graphics"), Typed("epub", "application/epub+zip"), Typed("hwpx", "application/hwp+zip"),
        ("jar", ["META-INF/MANIFEST.MF", "a.class"], ["MANIFEST.MF", "a.class"]),
        ("apk", ["META-INF/MANIFEST.MF", "AndroidManifest.xml", "classes.dex"], ["META-INF/MANIFEST.MF", "classes.dex"]),
        ("ipa", ["Payload/a.app/Info.plist"], ["Payloads/a.app/Info.plist"]),
        ("xpi", ["manifest.json", "background.js", "META-INF/mozilla.rsa"], ["manifest.json"]),
        ("xap", ["AppManifest.xaml", "a.dll"], ["Manifest.xaml", "a.dll"]),
        ("wheel", ["a/__init__.py", "a-1.0.dist-info/WHEEL"], ["a/WHEEL"]),
        ("ofd", ["OFD.xml", "Doc_0/Document.xml"], ["Doc_0/OFD.xml"]),
        ("pages", ["Index/Document.iwa", "Index/Section.iwa"], ["Index/Doc.iwa"]),
        ("numbers", ["Index/Document.iwa", "Index/CalculationEngine.iwa", "Index/Tables/Tile.iwa"], ["Index/Document.iwa", "Index/Section.iwa", "Index/CalculationEngine.iwa", "Index/Tables/Tile.iwa"]),
        ("keynote", ["Index/Document.iwa", "Index/Slide.iwa"], ["Index/Document.iwa"]),
        ("olm", ["Categories.xml", "Accounts/a"], ["Accounts/Categories.xml"]),
    ];

    private static readonly (string Type, string[] Entries, string? Class, string[] Near)[] Compounds =
    [
        ("doc", ["WordDocument", "1Table"], null, ["Word Document"]), ("xls", ["Workbook"], null, ["Workbooks"]), ("ppt", ["PowerPoint Document"], null, ["PowerPoint"]),
        ("msg", ["__properties_version1.0", "__nameid_version1.0"], null, ["__properties"]), ("publisher", ["Quill", "Contents"], null, ["Contents"]), ("works", ["MatOST"], null, ["MatOS"]),
        ("hwp", ["FileHeader", "BodyText"], null, ["FileHeader"]), ("ichitaro", ["DocumentText"], null, ["Document"]), ("visio", ["VisioDocument"], null, ["Visio"]), ("project", ["Props14"], null, ["Props"]),
        ("cad-compound", ["SwDocContentMgr"], null, ["SwDoc"]), ("msi", ["x"], "000c1084-0000-0000-c000-000000000046", ["x"]), ("msp", ["x"], "000c1086-0000-0000-c000-000000000046", ["x"]),
        ("mst", ["x"], "000c1082-0000-0000-c000-000000000046", ["x"]),
    ];

    public static TheoryData<string> ZipKindNames => [.. Zips.Select(one => one.Type)];

    public static TheoryData<string> CompoundKindNames => [.. Compounds.Select(one => one.Type)];

    [Fact]
    public void Every_package_has_its_samples()
    {
        var packed = FileTypeCatalogue.All.Where(type => type.Container is not null).ToArray();
        Assert.Equal(packed.Select(type => type.Name).Order(StringComparer.Ordinal), Zips.Select(one => one.Type).Concat(Compounds.Select(one => one.Type)).Order(StringComparer.Ordinal));
        Assert.All(packed, type => Assert.NotNull(FileTypeCatalogue.Find(type.Container!)));
    }

    [Theory]
    [MemberData(nameof(ZipKindNames))]
    public void A_package_in_a_zip_is_told_by_what_it_holds(string type)
    {
        var (_, members, near) = Zips.Single(one => one.Type == type);
        // The true file, and the same attached under a false name: neither name nor media type is asked.
        foreach (var octets in (byte[][])[Zip(members), Attached(Zip(members))])
        {
            Assert.Equal("zip", FileTypeCatalogue.Detect(octets, [], octets.Length).Name);
            Assert.Equal(type, Tell(octets));
        }
        Assert.NotEqual(type, Tell(Zip(near)));
    }

    [Theory]
    [MemberData(nameof(CompoundKindNames))]
    public void A_package_in_a_compound_file_is_told_by_its_root(string type)
    {
        var (_, entries, id, near) = Compounds.Single(one => one.Type == type);
        Assert.Equal(type, CompoundFileKinds.Tell(entries, id is null ? Guid.Empty : Guid.Parse(id)));
        // A name that another kind has stands for it, whatever class is claimed.
        Assert.Equal(id is null ? type : "doc", CompoundFileKinds.Tell(id is null ? entries : ["WordDocument"], Guid.Parse(id ?? "000c1084-0000-0000-c000-000000000046")));
        Assert.Equal("ole2", CompoundFileKinds.Tell(near, Guid.Empty));
    }

    [Fact]
    public void An_archive_is_an_archive() => Assert.Equal("zip", ZipKinds.Tell(["a.txt", "word.docx", "b/c.exe"], null, null));

    private static (string Type, string[] Members, string[] Near) Office(string type, string main) =>
        (type, ["[Content_Types].xml=<Types><Override ContentType=\"" + main + "\"/></Types>", "_rels/.rels"], ["[Content_Types].xml=<Types><Override ContentType=\"" + main.Replace(".main", ".mane", StringComparison.Ordinal).Replace("vnd.ms-package", "vnd.ms-pack", StringComparison.Ordinal) + "\"/></Types>"]);

    private static (string Type, string[] Members, string[] Near) Typed(string type, string media) => (type, ["mimetype=" + media, "content.xml"], ["mimetype=x" + media, "content.xml"]);

    private static byte[] Zip(string[] members) => TestMessage.Zip([.. members.Select(member => member.Split('=', 2)).Select(pair => (pair[0], Encoding.UTF8.GetBytes(pair.Length > 1 ? pair[1] : "x")))]);

    private static byte[] Attached(byte[] octets)
    {
        var parts = MessagePartReader.Read(TestMessage.Content(TestMessage.Mixed(TestMessage.Attachment("holiday.jpg", octets, "image/jpeg"))), new ReadingLimits(), CancellationToken.None);
        using var stream = parts.Open(parts.All.Single(part => part.Path == "1"));
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static string Tell(byte[] octets)
    {
        using var zip = new ZipArchive(new MemoryStream(octets));
        return ZipKinds.Tell([.. zip.Entries.Select(entry => entry.FullName)], Content(zip, ZipKinds.TypeMember), Content(zip, ZipKinds.ContentTypesMember));
    }

    private static string? Content(ZipArchive zip, string name)
    {
        if (zip.GetEntry(name) is not { } entry)
            return null;
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}

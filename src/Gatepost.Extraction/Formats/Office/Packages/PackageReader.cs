using System.Collections.Immutable;
using System.Xml;
using Gatepost.Extraction.Formats.Archives.Zip;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Office.Packages;

/// <summary>
/// The text and the links of documents that are zips: OOXML and OpenDocument, with or without macros, templates and shows among them. Objects, pictures and macros in them are members, which the
/// reader of zips lists.
/// </summary>
internal sealed class PackageReader : IFormatReader
{
    // One part unpacks to as much as one file may.
    private const long PartOctets = 134_217_728;

    public ImmutableArray<string> Types { get; } =
    [
        "zip", "docx", "docm", "dotx", "dotm", "xlsx", "xlsm", "xlsb", "xltx", "xltm", "xlam", "pptx", "pptm", "ppsx", "ppsm", "potx", "potm", "ppam", "vsdx", "vsdm", "odt", "ods", "odp", "odg",
    ];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken)
    {
        if (!output.WantsText || ZipPackage.Open(file, cancellationToken) is not { } package)
            return;
        if (ZipKind.IsOpenDocument(package.Kind))
            new PackageReading(package, output, cancellationToken).ReadOpenDocument();
        else if (ZipKind.IsOpc(package.Kind))
            new PackageReading(package, output, cancellationToken).ReadOffice();
    }

    private sealed class PackageReading(ZipPackage package, FormatOutput output, CancellationToken cancellationToken)
    {
        private readonly PackageRelations _relations = new();

        public void ReadOffice()
        {
            foreach (var entry in package.Entries)
            {
                if (PackageRelations.PartOf(NameOf(entry)) is { } part)
                    ReadXml(entry, xml => _relations.Read(part, xml, cancellationToken));
            }
            foreach (var entry in package.Entries)
            {
                if (output.IsOver)
                    return;
                ReadOfficePart(entry, NameOf(entry));
            }
            _relations.StateRest(output);
        }

        public void ReadOpenDocument()
        {
            foreach (var entry in package.Entries)
            {
                if (output.IsOver)
                    return;
                var name = NameOf(entry);
                if (!name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
                    continue;
                if (name.Equals("META-INF/manifest.xml", StringComparison.OrdinalIgnoreCase))
                    ReadXml(entry, ReadManifest);
                else
                    ReadXml(entry, xml => new OpenDocumentText(output, name).Read(xml, cancellationToken));
            }
        }

        private void ReadOfficePart(ZipEntry entry, string name)
        {
            var isXml = name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".vml", StringComparison.OrdinalIgnoreCase);
            if (name.StartsWith("docProps/", StringComparison.OrdinalIgnoreCase))
            {
                if (isXml)
                    ReadXml(entry, xml => PackageProperties.Read(xml, output));
            }
            else if (isXml && !IsDrawnOnly(name))
            {
                ReadXml(entry, xml => new OoxmlText(output, _relations, name).Read(xml, cancellationToken));
            }
            else if (package.Kind == "xlsb" && name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) && !name.Contains("vba", StringComparison.OrdinalIgnoreCase))
            {
                ReadPart(entry, stream => new BinaryWorkbookText(output, _relations, name).Read(stream, cancellationToken));
            }
        }

        /// <summary>How things look: no text in them is shown.</summary>
        private static bool IsDrawnOnly(string name) =>
            name.EndsWith("/styles.xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith("/fontTable.xml", StringComparison.OrdinalIgnoreCase) || name.Contains("/theme/", StringComparison.OrdinalIgnoreCase)
            || name.Contains("/slideLayouts/", StringComparison.OrdinalIgnoreCase) || name.Contains("/slideMasters/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("[Content_Types]", StringComparison.OrdinalIgnoreCase);

        /// <summary>OpenDocument part 2, 3.8: what is encrypted says so in the manifest, and is no XML.</summary>
        private void ReadManifest(XmlReader xml)
        {
            while (xml.ReadNode())
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName is "encryption-data" or "EncryptedKey")
                {
                    output.Encrypted("an OpenDocument file that is encrypted");
                    return;
                }
            }
        }

        private void ReadXml(ZipEntry entry, Action<XmlReader> read) => ReadPart(entry, stream =>
        {
            using var xml = SafeXml.Open(stream);
            read(xml);
        });

        /// <summary>A part that is damaged does not keep the others from being read.</summary>
        private void ReadPart(ZipEntry entry, Action<Stream> read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.IsEncrypted)
                return;
            try
            {
                using var stream = package.Open(entry, PartOctets);
                if (stream is not null)
                    read(stream);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                output.Problem(PartProblemKind.Malformed, "a part of the document is damaged or no XML, and was read as far as it goes");
            }
        }

        private static string NameOf(ZipEntry entry) => entry.ToName().Replace('\\', '/').TrimStart('/');
    }
}

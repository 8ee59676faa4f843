namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Which parts of a document's package are members: what another reader must open, and what is not what its name says.</summary>
internal static class ZipPackageParts
{
    private const int PeekOctets = 256;

    /// <summary>True for the XML that makes up the document, which the readers of documents read.</summary>
    public static bool IsPlumbing(ZipPackage package, ZipEntry entry)
    {
        if (!ZipKind.IsOpc(package.Kind) && !ZipKind.IsOpenDocument(package.Kind))
            return false;
        var name = entry.ToName();
        if (name.Equals("mimetype", StringComparison.OrdinalIgnoreCase))
            return entry.Size <= PeekOctets;
        // Whole documents in other forms are embedded as chunks and objects, and are for their own readers.
        if (IsEmbedded(name) || name.Contains("afchunk", StringComparison.OrdinalIgnoreCase))
            return false;
        return HasXmlName(name) && IsXml(package.Read(entry, PeekOctets));
    }

    /// <summary>True for what a person put in as a file: an embedded document. Objects, pictures, fonts and macros are parts of the document.</summary>
    public static bool IsFile(ZipPackage package, ZipEntry entry)
    {
        var name = entry.ToName();
        if (ZipKind.IsOpc(package.Kind))
            return IsEmbedded(name) && !name.EndsWith(".bin", StringComparison.OrdinalIgnoreCase);
        return !ZipKind.IsOpenDocument(package.Kind);
    }

    private static bool IsEmbedded(string name) => name.Contains("/embeddings/", StringComparison.OrdinalIgnoreCase);

    private static bool HasXmlName(string name) =>
        name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".vml", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".rdf", StringComparison.OrdinalIgnoreCase);

    /// <summary>Begins with a tag, in any encoding of XML; an empty part has nothing to read.</summary>
    private static bool IsXml(ReadOnlySpan<byte> head)
    {
        foreach (var octet in head)
        {
            if (octet == '<')
                return true;
            if (octet is not (0 or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xef or 0xbb or 0xbf or 0xfe or 0xff))
                return false;
        }
        return true;
    }
}

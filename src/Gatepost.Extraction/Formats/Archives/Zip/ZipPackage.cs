using System.Collections.Immutable;
using Gatepost.Extraction.Formats.Archives.Packed;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>A zip as the readers of documents want it: parts by their names. Members are listed by <see cref="ZipReader"/>; this one states nothing. Does not own the stream.</summary>
internal sealed class ZipPackage
{
    // The manifests that tell what a package is: the longest of real documents have 40 KB.
    private const int ManifestOctets = 1_048_576;

    private readonly Stream _content;
    private readonly Lazy<Dictionary<string, ZipEntry>> _byName;
    private readonly Lazy<string?> _kind;

    public ZipPackage(Stream content, ZipContents contents)
    {
        _content = content;
        Entries = contents.Entries;
        _byName = new(ToDictionary);
        _kind = new(() => ZipKind.Tell(this));
    }

    /// <summary>All entries, folders among them, in the order of the directory.</summary>
    public ImmutableArray<ZipEntry> Entries { get; }

    /// <summary>The name of the type that the names of the entries and the manifest tell (<c>docx</c>, <c>jar</c>, <c>epub</c>), or null for an archive.</summary>
    public string? Kind => _kind.Value;

    /// <summary>The package, or null where the file has no entry that can be read.</summary>
    public static ZipPackage? Open(OpenedFile file, CancellationToken cancellationToken)
    {
        var contents = ZipContents.Read(file.Content, new ZipLimits(), cancellationToken);
        return contents.Entries.IsEmpty ? null : new ZipPackage(file.Content, contents);
    }

    /// <summary>The first entry of a name (<c>word/document.xml</c>), in any case as OPC wants it (ECMA-376 part 2, 6.2.2), or null.</summary>
    public ZipEntry? Find(string name) => _byName.Value.GetValueOrDefault(Normalize(name));

    /// <summary>The octets of an entry, unpacked as they are read, and never more than a bound; null where they are encrypted or damaged from their first octet. The stream may throw.</summary>
    public Stream? Open(ZipEntry entry, long maxOctets)
    {
        if (entry.IsEncrypted || !ZipMethods.IsRead(entry.Method) || ZipLocalHeader.Read(_content, entry.HeaderOffset) is not { } header)
            return null;
        try
        {
            return new BoundedStream(ZipMethods.Open(new SliceStream(_content, header.End, entry.PackedSize), entry), maxOctets);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or SharpCompress.Common.SharpCompressException)
        {
            return null;
        }
    }

    /// <summary>The octets of an entry, or as many of them as can be read, up to a bound.</summary>
    public byte[] Read(ZipEntry entry, int maxOctets)
    {
        using var octets = new MemoryStream();
        try
        {
            using var stream = Open(entry, maxOctets);
            stream?.CopyTo(octets);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Libraries throw what they like at damaged octets; what came before it is read.
        }
        return octets.ToArray();
    }

    /// <summary>A manifest as text, or an empty one where there is none.</summary>
    public string ReadManifest(string name) => Find(name) is { } entry ? System.Text.Encoding.UTF8.GetString(Read(entry, ManifestOctets)) : "";

    private Dictionary<string, ZipEntry> ToDictionary()
    {
        var byName = new Dictionary<string, ZipEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in Entries)
            byName.TryAdd(Normalize(entry.ToName()), entry);
        return byName;
    }

    private static string Normalize(string name) => name.Replace('\\', '/').TrimStart('/');
}

namespace Gatepost.Mail.FileTypes;

/// <summary>What a file claims to be by its name and its declared type.</summary>
public static class FileClaims
{
    /// <summary>The archive that a file claims to be, or null.</summary>
    /// <param name="name">Its name, or null. Windows takes blanks and dots off the end of one.</param>
    /// <param name="mediaType">Its declared type, or null.</param>
    public static FileType? Archive(string? name, string? mediaType) => ArchiveOf(Extension(name) is { Length: > 0 } extension ? FileTypeCatalogue.OfExtension(extension) : [])
        ?? ArchiveOf(mediaType is null ? [] : FileTypeCatalogue.OfMediaType(mediaType));

    private static FileType? ArchiveOf(System.Collections.Immutable.ImmutableArray<FileType> types) =>
        types.IsDefaultOrEmpty || types[0].Family != FileFamily.Archive ? null : types[0];

    private static string Extension(string? name)
    {
        var end = name.AsSpan().TrimEnd(" .\t");
        return end[(end.LastIndexOf('.') + 1)..].ToString();
    }
}

namespace Gatepost.Mail.FileTypes;

/// <summary>What a file claims to be by its name and its declared type.</summary>
public static class FileClaims
{
    /// <summary>
    /// What a file is opened as: what its content says; where that says nothing, what it claims, for other programs try that too: an archive with junk in front, or a message, which has no mark of its
    /// own and any start of which mail programs show.
    /// </summary>
    /// <param name="told">By content.</param>
    /// <param name="name">Its name, or null.</param>
    /// <param name="mediaType">Its declared type, or null.</param>
    public static FileType TakenFor(FileType told, string? name, string? mediaType)
    {
        ArgumentNullException.ThrowIfNull(told);
        if (told == FileTypeCatalogue.Unknown && Archive(name, mediaType) is { } archive)
            return archive;
        return (told == FileTypeCatalogue.Unknown || told.Name == "text") && FileTypeCatalogue.OfExtension(Extension(name)) is [{ Name: Message } message, ..] ? message : told;
    }

    private const string Message = "eml";

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

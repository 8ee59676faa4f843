using System.Collections.Immutable;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies.Conditions;
using Gatepost.Mail.FileTypes;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Inspectors.Attachments;

/// <summary>Compares what a file is with what its name and its declared type say. Only the directions that somebody gains from are told; programs name files as they like.</summary>
internal static class TypeMismatch
{
    /// <summary>What people open without a thought, and no program needs to call something else by.</summary>
    private static readonly ImmutableHashSet<FileFamily> Harmless =
    [
        FileFamily.Document, FileFamily.Spreadsheet, FileFamily.Presentation, FileFamily.Image, FileFamily.Audio, FileFamily.Video, FileFamily.Archive, FileFamily.Mail, FileFamily.Font, FileFamily.Text,
    ];

    /// <summary>Families whose files are what their extension says, as far as their programs know: one in the place of another is no slip.</summary>
    private static readonly ImmutableHashSet<FileFamily> Exact =
        [FileFamily.Document, FileFamily.Spreadsheet, FileFamily.Presentation, FileFamily.Image, FileFamily.Audio, FileFamily.Video, FileFamily.Archive, FileFamily.DiskImage, FileFamily.Database];

    /// <summary>The finding with its evidence, or null.</summary>
    public static (string Name, string Evidence)? Find(MessagePart part)
    {
        if (!AttachedFiles.IsOne(part) || part.TrueType is not { } name || FileTypeCatalogue.Find(name) is not { Family: not FileFamily.Unknown } type)
            return null;
        foreach (var claimed in PartNames.Of(part))
        {
            var extension = FileNameTraits.Extension(claimed);
            if (FindByName(type, extension) is { } finding)
                return (finding, $"{claimed} is in truth a {type.Description} ({type.Name})");
        }
        return part.DeclaredType is { } declared && IsDisguised(type, FileTypeCatalogue.OfMediaType(declared), isName: false)
            ? (AttachmentFindings.Disguised, $"{part.Name ?? "a part without a name"} is declared as {declared} and in truth a {type.Description} ({type.Name})")
            : null;
    }

    private static string? FindByName(FileType type, string extension)
    {
        var claimed = FileTypeCatalogue.OfExtension(extension);
        if (claimed.IsEmpty || type.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            return null;
        if (IsDisguised(type, claimed, isName: true))
            return AttachmentFindings.Disguised;
        return IsOther(type, claimed) ? AttachmentFindings.TypeMismatch : null;
    }

    /// <summary>Something that runs, under the name of something that does not. Scripts are text, and called so by honest people.</summary>
    private static bool IsDisguised(FileType type, ImmutableArray<FileType> claimed, bool isName) =>
        type.IsActive && !claimed.IsEmpty && claimed.All(one => Harmless.Contains(one.Family) && !(one.IsText && (type.IsText || !isName)))
        && (type.Container is null || claimed.All(one => one.Container != type.Container && one.Name != type.Container));

    /// <summary>A document, an archive or a picture under the extension of another family.</summary>
    private static bool IsOther(FileType type, ImmutableArray<FileType> claimed) =>
        !type.IsText && !type.IsActive && Exact.Contains(type.Family) && claimed.All(one => Exact.Contains(one.Family) && !one.IsText && !AreAlike(type, one));

    /// <summary>
    /// Alike: one family; pictures, sound and films among each other; packages of one container, and the container itself, for which what it holds may not have been read. Encrypted packages of Office are
    /// compound files, whatever their extension.
    /// </summary>
    private static bool AreAlike(FileType type, FileType claimed) =>
        (type.Family == claimed.Family && type.Name != "ole2") || (IsMedium(type) && IsMedium(claimed)) || (Box(type) is { } box && Box(claimed) == box) || (type.Name == "ole2" && claimed.Container == "zip");

    private static bool IsMedium(FileType type) => type.Family is FileFamily.Image or FileFamily.Audio or FileFamily.Video;

    private static string? Box(FileType type) => type.Container ?? (type.Name is "zip" or "ole2" ? type.Name : null);
}

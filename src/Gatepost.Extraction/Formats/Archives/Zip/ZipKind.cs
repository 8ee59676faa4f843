using System.Collections.Immutable;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>Asks the catalogue what a zip is by what is in it.</summary>
internal static class ZipKind
{
    /// <summary>All of them, and the archive itself.</summary>
    public static ImmutableArray<string> Types { get; } = ["zip", .. FileTypeCatalogue.All.Where(type => type.Container == "zip").Select(type => type.Name)];

    /// <summary>True for a package of OPC that is a document.</summary>
    public static bool IsOpc(string? kind) => kind is not null && ZipKinds.OfficePackages.Contains(kind);

    /// <summary>True for an OpenDocument package.</summary>
    public static bool IsOpenDocument(string? kind) => kind is "odt" or "ods" or "odp" or "odg";

    /// <summary>The kind, or null for an archive.</summary>
    public static string? Tell(ZipPackage package)
    {
        var kind = ZipKinds.Tell([.. package.Entries.Select(entry => entry.ToName())], Manifest(package, ZipKinds.TypeMember), Manifest(package, ZipKinds.ContentTypesMember));
        return kind == "zip" ? null : kind;
    }

    private static string? Manifest(ZipPackage package, string name) => package.ReadManifest(name) is { Length: > 0 } text ? text : null;
}

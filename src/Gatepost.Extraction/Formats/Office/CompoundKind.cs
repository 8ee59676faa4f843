using Gatepost.Extraction.Formats.Office.Compound;
using Gatepost.Mail.FileTypes;

namespace Gatepost.Extraction.Formats.Office;

/// <summary>Tells what a compound file is, or a storage in one that is a document of its own.</summary>
internal static class CompoundKind
{
    /// <summary>The name in the catalogue of types, or null where nobody knows.</summary>
    public static string? Of(CompoundFile file, CompoundEntry storage)
    {
        var kind = CompoundFileKinds.Tell([.. file.ChildrenOf(storage).Select(entry => entry.Name)], storage.ClassId);
        return kind == "ole2" ? null : kind;
    }
}

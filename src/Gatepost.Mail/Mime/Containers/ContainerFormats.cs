namespace Gatepost.Mail.Mime.Containers;

/// <summary>Tells containers by their first octets, and by name or type where those are damaged.</summary>
internal static class ContainerFormats
{
    private const uint ZipFile = 0x504b0304;
    private const uint ZipEmpty = 0x504b0506;
    private const uint ZipSpanned = 0x504b0708;

    /// <summary>By content.</summary>
    public static bool IsZip(uint head) => head is ZipFile or ZipEmpty or ZipSpanned;

    /// <summary>By content, or because it claims to be one: one with junk in front opens all the same, and one that does not is worth a finding. Of a part that is not empty.</summary>
    public static bool IsContainer(MessagePart part, uint head) =>
        IsZip(head)
        || IsZipName(part.Name)
        || part.OtherNames.Any(IsZipName)
        || part.DeclaredType is "application/zip" or "application/x-zip-compressed" or "application/x-zip";

    /// <summary>Windows takes blanks and dots off the end of a name.</summary>
    private static bool IsZipName(string? name) =>
        name is not null && name.AsSpan().TrimEnd(" .").EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
}

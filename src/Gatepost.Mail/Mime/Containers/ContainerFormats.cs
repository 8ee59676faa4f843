namespace Gatepost.Mail.Mime.Containers;

/// <summary>Tells containers by their first octets, and by name or type where those are damaged.</summary>
internal static class ContainerFormats
{
    private const uint ZipFile = 0x504b0304;
    private const uint ZipEmpty = 0x504b0506;
    private const uint ZipSpanned = 0x504b0708;

    /// <summary>By content.</summary>
    public static bool IsZip(uint head) => head is ZipFile or ZipEmpty or ZipSpanned;

    /// <summary>By content, or because it claims to be one: a zip that does not begin like a zip is worth a finding.</summary>
    public static bool IsContainer(MessagePart part, uint head) =>
        IsZip(head)
        || (part.Size > 0 && part.Name?.EndsWith(".zip", StringComparison.OrdinalIgnoreCase) == true)
        || (part.Size > 0 && part.DeclaredType is "application/zip" or "application/x-zip-compressed" or "application/x-zip");
}

using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Archives;

/// <summary>Archives, disk images and mailboxes that are known and not opened: nobody may think that they were looked into.</summary>
internal sealed class UnopenedReader : IFormatReader
{
    public ImmutableArray<string> Types { get; } =
    [
        "pst", "dbx", "olm", "applesingle", "binhex", "arc",
        "ciso", "cramfs", "daa", "ext-filesystem", "forensic-image", "ghost", "gpt", "hfs-filesystem", "isz", "luks", "nero-image", "parallels", "qcow",
        "vhd", "vhdx", "vmdk", "vdi", "qcow2", "img", "udf", "dmg", "wim", "squashfs",
        "ace", "zoo", "alz", "egg", "stuffit", "freearc", "zpaq", "lzop", "lrzip", "rzip", "snappy", "installshield-cab", "pack200",
    ];

    public void Read(OpenedFile file, FormatOutput output, CancellationToken cancellationToken) =>
        output.Problem(PartProblemKind.Unsupported, $"{file.Type.Description}: known, but not opened");
}

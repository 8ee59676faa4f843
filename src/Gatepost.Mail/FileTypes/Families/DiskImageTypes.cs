using System.Collections.Immutable;
using Gatepost.Mail.FileTypes.Telling;

namespace Gatepost.Mail.FileTypes.Families;

/// <summary>A whole file system that a click mounts.</summary>
internal static class DiskImageTypes
{
    private static readonly FamilyTable Table = new(FileFamily.DiskImage);

    public static ImmutableArray<KnownType> All { get; } =
    [
        Table.Binary("iso", "CD or DVD image (ISO 9660)", "iso img cdr", "application/x-iso9660-image application/vnd.efi.iso", Mark.At(32_769, "'CD001'"), Mark.At(32_777, "'CDROM'")),
        Table.Binary("udf", "DVD image (UDF)", "iso udf img", "application/x-udf-image", Mark.At(32_769, "'BEA01'"), Mark.At(34_817, "'NSR0'")),
        Table.Binary("vhd", "virtual hard disk (VHD)", "vhd avhd", "application/x-vhd", Mark.Start("'conectix'"), Mark.FromEnd(512, "'conectix'"), Mark.FromEnd(511, "'conectix'")),
        Table.Binary("vhdx", "virtual hard disk (VHDX)", "vhdx avhdx", "application/x-vhdx", Mark.Start("'vhdxfile'")),
        Table.Binary("vmdk", "virtual disk (VMDK)", "vmdk", "application/x-vmdk", Mark.Start("'KDMV'", content => content.Octet(4) is >= 1 and <= 3), Mark.Start("'COWD'"), Mark.Start("'# Disk DescriptorFile'")),
        Table.Binary("vdi", "virtual disk (VDI)", "vdi", "application/x-virtualbox-vdi", Mark.At(64, "7f 10 da be")),
        Table.Binary("qcow", "virtual disk (QCOW)", "qcow qcow2", "application/x-qemu-disk", Mark.Start("'QFI' fb 00 00 00")),
        Table.Binary("parallels", "virtual disk (Parallels)", "hdd hds", "", Mark.Start("'WithoutFreeSpace'"), Mark.Start("'WithouFreSpacExt'")),
        Table.Binary("dmg", "macOS disk image", "dmg", "application/x-apple-diskimage", Mark.FromEnd(512, "'koly' 00 00 00 04")),
        Table.Binary("wim", "Windows image", "wim swm esd", "application/x-ms-wim", Mark.Start("'MSWIM' 00 00 00"), Mark.Start("'WLPWM' 00 00 00")),
        Table.Binary("squashfs", "SquashFS image", "squashfs sqsh snap sfs", "application/vnd.squashfs application/vnd.snap", Mark.Start("'hsqs'", content => content.Little16(28) == 4), Mark.Start("'sqsh'", content => content.Big16(28) is >= 1 and <= 4)),
        Table.Binary("cramfs", "cramfs image", "cramfs", "", Mark.Start("45 3d cd 28", content => content.HasAt(16, "Compressed ROMFS"u8))),
        Table.Binary("ext-filesystem", "Linux file system", "img ext2 ext3 ext4", "", Mark.At(1_080, "53 ef", content => content.Octet(1_082) is 1 or 2 or 4 && content.Little32(1_024) > 0)),
        Table.Binary("hfs-filesystem", "macOS file system", "img dmg hfs", "", Mark.At(1_024, "'H+' 00 04"), Mark.At(1_024, "'HX' 00 05")),
        Table.Binary("img", "raw disk image", "img ima flp vfd dd bin raw", "application/x-raw-disk-image", Mark.At(510, "55 aa", IsDisk)),
        Table.Binary("gpt", "raw disk image with a GUID partition table", "img dd bin raw", "", Mark.At(512, "'EFI PART' 00 00")),
        Table.Binary("luks", "encrypted Linux disk", "img luks", "", Mark.Start("'LUKS' ba be 00")),
        Table.Binary("nero-image", "Nero CD image", "nrg", "application/x-nrg", Mark.FromEnd(12, "'NER5'"), Mark.FromEnd(8, "'NERO'")),
        Table.Binary("media-descriptor", "Alcohol CD image", "mds mdx", "application/x-mds", Mark.Start("'MEDIA DESCRIPTOR'")),
        Table.Binary("daa", "PowerISO image", "daa", "application/x-daa", Mark.Start("'DAA' 00 00 00 00 00")),
        Table.Binary("isz", "compressed ISO image", "isz", "", Mark.Start("'IsZ!' 40"), Mark.Start("'IsZ!' 30")),
        Table.Binary("ciso", "compressed ISO image", "cso ciso zso", "", Mark.Start("'CISO'", content => content.Octet(20) <= 2), Mark.Start("'ZISO'", content => content.Octet(20) <= 2)),
        Table.Binary("forensic-image", "forensic disk image", "e01 ex01 s01 aff", "", Mark.Start("'EVF' 09 0d 0a ff 00"), Mark.Start("'EVF2' 0d 0a 81 00"), Mark.Start("'AFF10' 0d 0a")),
        Table.Binary("ghost", "Norton Ghost image", "gho ghs", "", Mark.Start("fe ef 01")),
        Table.Text("cue-sheet", "CD cue sheet", "cue", "application/x-cue", "frtp", text => text.HasLines(1, "FILE \"") && text.HasLines(1, "TRACK 0") && text.HasLines(1, "INDEX 0")),
    ];

    /// <summary>
    /// A boot sector: a jump and the name of a file system, or a partition table whose entries are sane. The two octets at 510 alone are met by chance.
    /// </summary>
    private static bool IsDisk(FileContent content) =>
        (content.Octet(0) is 0xeb or 0xe9 && (content.HasAt(54, "FAT"u8) || content.HasAt(82, "FAT32"u8) || content.HasAt(3, "NTFS    "u8) || content.HasAt(3, "EXFAT   "u8) || content.HasAt(3, "-FVE-FS-"u8) || content.Little16(11) is 512 or 1_024 or 2_048 or 4_096))
        || HasPartitions(content);

    private static bool HasPartitions(FileContent content)
    {
        var used = 0;
        for (var entry = 446; entry < 510; entry += 16)
        {
            if (content.Octet(entry) is not (0 or 0x80))
                return false;
            if (content.Octet(entry + 4) != 0)
                used += content.Little32(entry + 8) > 0 && content.Little32(entry + 12) > 0 ? 1 : 4;
        }
        return used is >= 1 and <= 4;
    }
}

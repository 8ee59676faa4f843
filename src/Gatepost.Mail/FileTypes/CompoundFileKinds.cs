namespace Gatepost.Mail.FileTypes;

/// <summary>Tells the kinds of compound file ([MS-CFB]) by the names and the class of its root. Pure; asked by who has opened the file.</summary>
public static class CompoundFileKinds
{
    private static readonly (string Entry, string Type)[] ByEntry =
    [
        ("WordDocument", "doc"), ("Workbook", "xls"), ("Book", "xls"), ("PowerPoint Document", "ppt"), ("PP97_DUALSTORAGE", "ppt"), ("PP40", "ppt"), ("__properties_version1.0", "msg"), ("__nameid_version1.0", "msg"),
        ("VisioDocument", "visio"), ("Quill", "publisher"), ("MatOST", "works"), ("MM", "works"), ("HwpSummaryInformation", "hwp"), ("\u0005HwpSummaryInformation", "hwp"), ("BodyText", "hwp"),
        ("JSRV_SegmentInformation", "ichitaro"), ("DocumentText", "ichitaro"), ("Props14", "project"), ("Props12", "project"), ("Props9", "project"), ("   114", "project"), ("   112", "project"),
        ("SwDocContentMgr", "cad-compound"), ("SwDocMgrTempStorage", "cad-compound"), ("RevitPreview4.0", "cad-compound"), ("BasicFileInfo", "cad-compound"), ("RSeStorage", "cad-compound"),
    ];

    private static readonly (Guid Class, string Type)[] ByClass =
    [
        (new Guid("000c1084-0000-0000-c000-000000000046"), "msi"), (new Guid("000c1086-0000-0000-c000-000000000046"), "msp"), (new Guid("000c1082-0000-0000-c000-000000000046"), "mst"),
        (new Guid("00020906-0000-0000-c000-000000000046"), "doc"), (new Guid("00020900-0000-0000-c000-000000000046"), "doc"), (new Guid("00020820-0000-0000-c000-000000000046"), "xls"),
        (new Guid("00020810-0000-0000-c000-000000000046"), "xls"), (new Guid("64818d10-4f9b-11cf-86ea-00aa00b929e8"), "ppt"), (new Guid("00020d0b-0000-0000-c000-000000000046"), "msg"),
        (new Guid("00021a14-0000-0000-c000-000000000046"), "visio"), (new Guid("00021201-0000-0000-00c0-000000000046"), "publisher"),
    ];

    /// <summary>
    /// The name of the kind; <c>ole2</c> where it is none of them. What it holds counts before the class, which nothing checks when a program opens it; only installers are told by their class, since their
    /// names are packed.
    /// </summary>
    /// <param name="entries">The names of the storages and streams of the root.</param>
    /// <param name="classId">The class of the root.</param>
    public static string Tell(IReadOnlyCollection<string> entries, Guid classId)
    {
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var (entry, type) in ByEntry)
        {
            if (entries.Contains(entry, StringComparer.OrdinalIgnoreCase))
                return type;
        }
        foreach (var (known, type) in ByClass)
        {
            if (known == classId)
                return type;
        }
        return "ole2";
    }
}

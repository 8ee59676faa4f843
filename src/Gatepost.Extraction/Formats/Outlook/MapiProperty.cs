namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>Numbers of properties ([MS-OXPROPS]) and of their types ([MS-OXCDATA] 2.11.1) that are read.</summary>
internal static class MapiProperty
{
    public const int Subject = 0x0037;
    public const int SenderName = 0x0C1A;
    public const int SenderAddress = 0x0C1F;
    public const int DisplayTo = 0x0E04;
    public const int Headers = 0x007D;
    public const int Body = 0x1000;
    public const int CompressedRtf = 0x1009;
    public const int Html = 0x1013;
    public const int DisplayName = 0x3001;
    public const int AttachmentOctets = 0x3701;
    public const int ShortName = 0x3704;
    public const int LongName = 0x3707;
    public const int MediaType = 0x370E;
    public const int CodePage = 0x3FFD;
    public const int InternetCodePage = 0x3FDE;

    public const int NarrowString = 0x001E;
    public const int WideString = 0x001F;
    public const int Binary = 0x0102;
    public const int Object = 0x000D;
}

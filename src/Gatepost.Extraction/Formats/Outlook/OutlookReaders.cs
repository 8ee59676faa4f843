namespace Gatepost.Extraction.Formats.Outlook;

/// <summary>The readers of what Outlook and its kin write, beside messages in compound files.</summary>
internal static class OutlookReaders
{
    public static IEnumerable<IFormatReader> All() => [new TnefReader(), new OneNoteReader()];
}

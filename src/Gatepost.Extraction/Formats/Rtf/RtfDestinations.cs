using System.Collections.Frozen;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>Control words that say where the text of their group goes (RTF 1.9.1, appendix B). A group that begins with <c>\*</c> and is not among them is skipped, as the format wants.</summary>
internal static class RtfDestinations
{
    private static readonly FrozenDictionary<string, RtfDestination> Known = new Dictionary<string, RtfDestination>
    {
        ["fonttbl"] = RtfDestination.Fonts,
        ["colortbl"] = RtfDestination.Skipped,
        ["stylesheet"] = RtfDestination.Skipped,
        ["listtable"] = RtfDestination.Skipped,
        ["listoverridetable"] = RtfDestination.Skipped,
        ["revtbl"] = RtfDestination.Skipped,
        ["rsidtbl"] = RtfDestination.Skipped,
        ["generator"] = RtfDestination.Skipped,
        ["filetbl"] = RtfDestination.Skipped,
        ["bkmkstart"] = RtfDestination.Skipped,
        ["bkmkend"] = RtfDestination.Skipped,
        ["themedata"] = RtfDestination.Skipped,
        ["colorschememapping"] = RtfDestination.Skipped,
        ["latentstyles"] = RtfDestination.Skipped,
        ["datastore"] = RtfDestination.Skipped,
        ["pntext"] = RtfDestination.Skipped,
        ["listtext"] = RtfDestination.Body,
        ["info"] = RtfDestination.Skipped,
        ["title"] = RtfDestination.Property,
        ["subject"] = RtfDestination.Property,
        ["author"] = RtfDestination.Property,
        ["manager"] = RtfDestination.Property,
        ["company"] = RtfDestination.Property,
        ["operator"] = RtfDestination.Property,
        ["category"] = RtfDestination.Property,
        ["keywords"] = RtfDestination.Property,
        ["comment"] = RtfDestination.Property,
        ["doccomm"] = RtfDestination.Property,
        ["hlinkbase"] = RtfDestination.Target,
        ["template"] = RtfDestination.Target,
        ["fldinst"] = RtfDestination.Instruction,
        ["fldrslt"] = RtfDestination.Body,
        ["shptxt"] = RtfDestination.Body,
        ["shpinst"] = RtfDestination.Body,
        ["sn"] = RtfDestination.Skipped,
        ["sv"] = RtfDestination.Hidden,
        ["hsrc"] = RtfDestination.Target,
        ["hlfr"] = RtfDestination.Target,
        ["hlsrc"] = RtfDestination.Target,
        ["objclass"] = RtfDestination.Property,
        ["objname"] = RtfDestination.Property,
        ["ud"] = RtfDestination.Body,
        ["annotation"] = RtfDestination.Body,
        ["atnauthor"] = RtfDestination.Property,
        ["atnid"] = RtfDestination.Property,
        ["footnote"] = RtfDestination.Body,
        ["result"] = RtfDestination.Body,
        ["shppict"] = RtfDestination.Body,
        // The same picture as in shppict, for programs that know no better.
        ["nonshppict"] = RtfDestination.Body,
        ["htmltag"] = RtfDestination.Html,
        ["mhtmltag"] = RtfDestination.Skipped,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Of a word; null where it is no destination.</summary>
    public static RtfDestination? Find(ReadOnlySpan<char> word) => Known.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var destination) ? destination : null;
}

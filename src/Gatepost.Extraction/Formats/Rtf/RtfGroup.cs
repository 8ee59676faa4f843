using System.Text;

namespace Gatepost.Extraction.Formats.Rtf;

/// <summary>Where text goes.</summary>
internal enum RtfDestination
{
    Body = 0,

    /// <summary>Nobody sees it.</summary>
    Skipped,

    /// <summary>Title, author, and the like.</summary>
    Property,

    /// <summary>Fonts and their code pages.</summary>
    Fonts,

    /// <summary>What a field does.</summary>
    Instruction,

    /// <summary>A path or an address that is a link by itself.</summary>
    Target,

    /// <summary>Values of shapes, which may be addresses.</summary>
    Hidden,

    /// <summary>A piece of the HTML that the text was made from ([MS-OXRTFEX] 2.1.3).</summary>
    Html,
}

/// <summary>What is in force in a group, and ends with it.</summary>
internal readonly record struct RtfGroup
{
    public RtfDestination Destination { get; init; }

    /// <summary>How octets are to be read.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>Characters behind <c>\u</c> that stand in for it.</summary>
    public int Substitutes { get; init; }

    /// <summary>Text that is hidden (<c>\v</c>).</summary>
    public bool IsHidden { get; init; }

    /// <summary>Text that the HTML does not have (<c>\htmlrtf</c>).</summary>
    public bool IsBesideHtml { get; init; }

    /// <summary>Within an object whose octets were read.</summary>
    public bool IsObject { get; init; }

    /// <summary>The group is a field, which ends with it.</summary>
    public bool IsField { get; init; }

    /// <summary>The group collects words that are stated when it ends.</summary>
    public bool IsCollecting { get; init; }
}

namespace Gatepost.Mail.Text;

/// <summary>Bounds of <see cref="MessageTextReader"/>.</summary>
public sealed record TextLimits
{
    /// <summary>Octets of one part that are read as text. Newsletters end at 1 MB; what is longer is data that somebody named text.</summary>
    public int PartOctets { get; init; } = 4_194_304;

    /// <summary>Octets of all parts together: bounds what a message under inspection holds in memory to some 20 MB.</summary>
    public int MessageOctets { get; init; } = 8_388_608;

    /// <summary>Links of a message. The longest digests have some 2,000.</summary>
    public int Links { get; init; } = 10_000;

    /// <summary>Characters of a link. Browsers take 2,000 to 32,000; longer ones are <c>data:</c> pictures, of which the beginning tells all.</summary>
    public int LinkCharacters { get; init; } = 8_192;

    /// <summary>Characters of what is shown for a link.</summary>
    public int ShownCharacters { get; init; } = 256;
}

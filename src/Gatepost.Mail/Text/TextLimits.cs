namespace Gatepost.Mail.Text;

/// <summary>Bounds of <see cref="MessageTextReader"/>.</summary>
public sealed record TextLimits
{
    /// <summary>Octets of one part that are read as text. Newsletters end at 1 MB; what is longer is data that somebody named text.</summary>
    public int PartOctets { get; init; } = 4_194_304;

    /// <summary>Octets of all parts together: as UTF-16 they are 16 MB, and while HTML is read a part and its text stand beside them, 16 MB at most.</summary>
    public int MessageOctets { get; init; } = 8_388_608;

    /// <summary>Links of a message. The longest digests have some 2,000.</summary>
    public int Links { get; init; } = 10_000;

    /// <summary>Characters of a link. Browsers take 2,000 to 32,000; longer ones are <c>data:</c> pictures, of which the beginning tells all.</summary>
    public int LinkCharacters { get; init; } = 8_192;

    /// <summary>
    /// Characters of all links of a message together, each time that one is found. Links are cut out of a text, so it takes a <c>base</c> in front of each to come near it; a large
    /// newsletter has 200,000. As UTF-16 that is 8 MB. What follows from them, canonical forms and links within, may take as much again.
    /// </summary>
    public int AllLinksCharacters { get; init; } = 4_194_304;

    /// <summary>
    /// Characters of a <c>base</c>, which a page of a megabyte can put in front of 100,000 links. Of a longer one the host alone counts, which is what a link is judged by. Addresses
    /// that work in every browser end here.
    /// </summary>
    public int BaseCharacters { get; init; } = 2_048;

    /// <summary>Characters of what is shown for a link.</summary>
    public int ShownCharacters { get; init; } = 256;
}

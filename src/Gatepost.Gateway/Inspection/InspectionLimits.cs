using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspection;

/// <summary>Bounds of the inspection of one message.</summary>
public sealed record InspectionLimits
{
    /// <summary>Findings of one inspector; a further one says that there were more. No administrator reads a thousand, and each costs room in the decision record.</summary>
    public int FindingsPerInspector { get; init; } = 200;

    /// <summary>Characters of a finding's evidence: some lines of a terminal.</summary>
    public int EvidenceCharacters { get; init; } = 500;

    /// <summary>Characters of a finding's name; the longest signature names of clamd have some 80.</summary>
    public int NameCharacters { get; init; } = 128;

    /// <summary>
    /// How long reading parts, texts and links may take. Ordinary mail takes milliseconds, and what the limits of reading allow at worst some seconds of one core: only a machine that
    /// has no time, or a fault of ours, comes near it.
    /// </summary>
    public TimeSpan ReadingDeadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long opening the files of a message may take, waiting for a free worker counted in: below the 30 seconds of a session, with room for the rest.</summary>
    public TimeSpan OpeningDeadline { get; init; } = TimeSpan.FromSeconds(22);

    /// <summary>Of parts and containers.</summary>
    public ReadingLimits Reading { get; init; } = new();

    /// <summary>Of texts and links.</summary>
    public TextLimits Text { get; init; } = new();
}

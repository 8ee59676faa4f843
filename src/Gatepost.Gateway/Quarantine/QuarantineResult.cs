using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Quarantine;

/// <summary>How an operation on the quarantine ended.</summary>
public enum QuarantineOutcome
{
    /// <summary>Done, and on disk.</summary>
    Done = 0,

    /// <summary>The quarantine holds no such message, or none of the recipients asked for.</summary>
    NotFound,

    /// <summary>The message is still being put into the quarantine, or another person releases it at this moment: try again.</summary>
    Busy,

    /// <summary>Its content is gone from the disk; it can only be deleted.</summary>
    ContentMissing,

    /// <summary>No policy is in force that could judge it.</summary>
    NoPolicy,
}

/// <summary>What an operation on the quarantine did.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Recipients">How many recipients it concerned.</param>
/// <param name="NewId">The id under which the message goes on, for releases and reprocessing.</param>
public sealed record QuarantineResult(QuarantineOutcome Outcome, int Recipients = 0, MailId? NewId = null)
{
    internal static QuarantineResult NotFound { get; } = new(QuarantineOutcome.NotFound);

    internal static QuarantineResult Busy { get; } = new(QuarantineOutcome.Busy);

    internal static QuarantineResult NoPolicy { get; } = new(QuarantineOutcome.NoPolicy);

    internal static QuarantineResult ContentMissing { get; } = new(QuarantineOutcome.ContentMissing);
}

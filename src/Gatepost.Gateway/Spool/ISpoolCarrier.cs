namespace Gatepost.Gateway.Spool;

/// <summary>
/// Carries out one outcome of the spool: delivery, quarantine, deletion. The dispatcher offers each copy once after commit and once at start-up;
/// the carrier reports what became of the recipients by <see cref="MailSpool.UpdateAsync"/>, and does its own waiting and retrying. What it does
/// must be idempotent by mail id and copy number, because a crash makes it happen again.
/// </summary>
public interface ISpoolCarrier
{
    /// <summary>The outcome that it carries out.</summary>
    SpoolOutcome Outcome { get; }

    /// <summary>
    /// Takes over the unfinished recipients of a copy. Returns at once. A copy that the carrier has already may come again (it was held and released):
    /// that means "look now", never a second carriage beside the first. Before each attempt the carrier asks
    /// <see cref="SpoolSnapshot.Unfinished"/> of <see cref="SpoolEntry.Current"/>, because a person may have held or deleted the copy since.
    /// </summary>
    void Take(SpoolEntry entry, SpoolCopy copy);
}

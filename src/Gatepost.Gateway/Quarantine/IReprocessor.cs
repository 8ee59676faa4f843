using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Quarantine;

/// <summary>Inspects and decides again: receiving implements it, so that the quarantine need not know how a message is judged. Thread-safe.</summary>
public interface IReprocessor
{
    /// <summary>
    /// Judges a quarantined message by the policy in force. The 250 was said long ago, so a rejection becomes quarantine, and what an engine that is down cannot
    /// judge awaits inspection; nothing is committed or logged here.
    /// </summary>
    /// <param name="message">Under its new id, with the recipients that are reprocessed and the content as it came.</param>
    /// <param name="original">The record under its old id, for the trace of its arrival.</param>
    /// <param name="cancellationToken">Ends the inspection.</param>
    ValueTask<ReprocessedMail> ReprocessAsync(MailMessage message, SpoolRecord original, CancellationToken cancellationToken);
}

/// <summary>What a second judgement says.</summary>
/// <param name="Record">The record to commit; its id is that of the message given.</param>
/// <param name="Line">Its line for the message log, accepted.</param>
public sealed record ReprocessedMail(SpoolRecord Record, MessageLogged Line);

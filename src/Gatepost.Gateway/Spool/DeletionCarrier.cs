using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// Carries out <see cref="SpoolOutcome.Delete"/>: the log learns it first, then the recipients become deleted. While the disk refuses, it waits and repeats.
/// </summary>
internal sealed partial class DeletionCarrier(MailSpool spool, IMessageLog log, TimeProvider time, ILogger<DeletionCarrier> logger) : ISpoolCarrier
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);

    public SpoolOutcome Outcome => SpoolOutcome.Delete;

    public void Take(SpoolEntry entry, SpoolCopy copy) => _ = DeleteAsync(entry, copy);

    internal async Task DeleteAsync(SpoolEntry entry, SpoolCopy copy)
    {
        var updates = ToDelete(entry, copy);
        foreach (var update in updates)
            log.Append(new StatusLogged { At = update.At, MailId = entry.Id, Recipient = update.Recipient, Status = update.Status, Note = Note(update, copy) });
        for (var wait = FirstWait; !updates.IsEmpty; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await spool.UpdateAsync(entry, updates, CancellationToken.None);
                Log.Deleted(logger, entry.Id, updates.Length, Note(updates[0], copy));
                return;
            }
            catch (IOException trouble)
            {
                Log.DiskRefuses(logger, entry.Id, wait.TotalSeconds, trouble.Message);
            }
            await Task.Delay(wait, time);
        }
    }

    private ImmutableArray<RecipientUpdate> ToDelete(SpoolEntry entry, SpoolCopy copy)
    {
        var current = entry.Current;
        var now = time.GetUtcNow();
        return
        [
            .. current.Unfinished(copy.Number, SpoolOutcome.Delete).Select(recipient => current.States[recipient] with
            {
                Status = RecipientStatus.Deleted,
                At = now,
                NextAttempt = null,
                By = current.States[recipient].By ?? copy.Rule,
            }),
        ];
    }

    private static string Note(RecipientUpdate update, SpoolCopy copy) => (update.By, copy.Reason) switch
    {
        (null, null) => "deleted",
        (null, { } reason) => reason,
        ({ } by, null) => $"deleted by {by}",
        ({ } by, { } reason) => $"deleted by {by}: {reason}",
    };

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "{Id} deleted for {Recipients} recipient(s): {Note}")]
        public static partial void Deleted(ILogger logger, MailId id, int recipients, string note);

        [LoggerMessage(LogLevel.Error, "The deletion of message {Id} cannot be written to the spool; trying again in {Seconds} s: {Trouble}")]
        public static partial void DiskRefuses(ILogger logger, MailId id, double seconds, string trouble);
    }
}

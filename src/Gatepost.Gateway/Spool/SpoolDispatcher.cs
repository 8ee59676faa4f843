using System.Collections.Frozen;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// Hands the copies of spooled messages to the carriers of their outcomes: once after the commit, once at start-up, and after a person's decision.
/// Copies on hold have no carrier: they wait for a person (<see cref="SpoolOperations"/>). Thread-safe.
/// </summary>
public sealed partial class SpoolDispatcher
{
    private readonly MailSpool _spool;
    private readonly IMessageLog _log;
    private readonly TimeProvider _time;
    private readonly ILogger<SpoolDispatcher> _logger;
    private readonly Lazy<FrozenDictionary<SpoolOutcome, ISpoolCarrier>> _carriers;

    /// <summary>
    /// Takes the carriers, at most one for an outcome. They are enumerated at the first dispatch, not here, so that a carrier that commits mail of its
    /// own (a bounce) may depend on the dispatcher.
    /// </summary>
    public SpoolDispatcher(
        MailSpool spool, IEnumerable<ISpoolCarrier> carriers, IMessageLog log, TimeProvider time, ILogger<SpoolDispatcher> logger)
    {
        ArgumentNullException.ThrowIfNull(spool);
        (_spool, _log, _time, _logger) = (spool, log, time, logger);
        _carriers = new(() => carriers.ToFrozenDictionary(carrier => carrier.Outcome));
        spool.SetAside += LogSetAside;
    }

    /// <summary>Offers every copy that has unfinished recipients. After a commit, and nowhere else.</summary>
    public void Dispatch(SpoolEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var current = entry.Current;
        foreach (var copy in current.Record.Copies)
            Offer(entry, current, copy);
    }

    /// <summary>Offers the copies that were given a new outcome.</summary>
    public void Dispatch(SpoolEntry entry, IReadOnlyCollection<int> copyNumbers)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var current = entry.Current;
        foreach (var copy in current.Record.Copies)
        {
            if (copyNumbers.Contains(copy.Number))
                Offer(entry, current, copy);
        }
    }

    /// <summary>Offers all that a start found.</summary>
    public void DispatchAll()
    {
        foreach (var entry in _spool.Entries)
            Dispatch(entry);
    }

    private void Offer(SpoolEntry entry, SpoolSnapshot current, SpoolCopy copy)
    {
        if (copy.Outcome == SpoolOutcome.Hold || current.Unfinished(copy.Number, copy.Outcome).IsEmpty)
            return;
        if (_carriers.Value.TryGetValue(copy.Outcome, out var carrier))
            carrier.Take(entry, copy);
        else
            Log.NoCarrier(_logger, entry.Id, copy.Number, copy.Outcome);
    }

    /// <summary>A message whose file was set aside is still somebody's: the books count it as held, and say why.</summary>
    private void LogSetAside(SpoolEntry entry, CorruptSpoolFile file)
    {
        Log.SetAside(_logger, entry.Id, file.Reason, file.Name);
        foreach (var state in entry.States.Where(state => !state.Status.IsFinal()))
        {
            _log.Append(new StatusLogged
            {
                At = _time.GetUtcNow(),
                MailId = entry.Id,
                Recipient = state.Recipient,
                Status = RecipientStatus.Held,
                Note = $"the spool file {file.Reason}; it was set aside as corrupt/{file.Name}",
            });
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "Message {Id}, copy {Copy}: nothing here carries out {Outcome}; it waits in the spool")]
        public static partial void NoCarrier(ILogger logger, MailId id, int copy, SpoolOutcome outcome);

        [LoggerMessage(LogLevel.Critical, "The spool file of message {Id} {Reason}. It was set aside as corrupt/{Name} and will not be sent")]
        public static partial void SetAside(ILogger logger, MailId id, string reason, string name);
    }
}

using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.MessageLog.Journal;

public sealed partial class MessageLogJournal
{
    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error,
            "The journal of the message log cannot be written below {Root}: lines wait in memory, up to {Octets} octets. Mail goes on.")]
        public static partial void DiskRefuses(ILogger logger, Exception error, string root, long octets);

        [LoggerMessage(2, LogLevel.Information, "The journal of the message log is written again; no waiting line was lost.")]
        public static partial void WritingAgain(ILogger logger);

        [LoggerMessage(3, LogLevel.Error,
            "{Count} lines of the message log were dropped: the disk has refused them for too long. The mail itself is safe in the spool.")]
        public static partial void LinesDropped(ILogger logger, long count);

        [LoggerMessage(4, LogLevel.Warning, "The journal of the message log below {Root} could not be synced; it is tried again in a second.")]
        public static partial void NotSynced(ILogger logger, Exception error, string root);

        [LoggerMessage(5, LogLevel.Error, "A log line of the kind {Kind} has {Octets} octets, more than the {Limit} of the journal, and was dropped.")]
        public static partial void LineTooLong(ILogger logger, string kind, int octets, int limit);

        [LoggerMessage(6, LogLevel.Error, "A log line of the kind {Kind} could not be written as JSON and was dropped.")]
        public static partial void NotSerialised(ILogger logger, Exception error, string kind);
    }
}

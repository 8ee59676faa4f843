using Gatepost.Gateway.MessageLog.Journal;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.MessageLog.Loading;

/// <summary>Sets aside lines that cannot be loaded, as they are, so that one bad line stops nothing and is not lost either.</summary>
internal sealed partial class BadLines(ISpoolDisk disk, TimeProvider time, ILogger logger)
{
    /// <summary>The file of a day is not let grow beyond this: damage can be as large as a segment, and nobody reads more.</summary>
    private const long MaxOctets = 67_108_864;

    /// <summary>Of the reason, in the log: it may quote the line.</summary>
    private const int ShownCharacters = 200;

    public void Add(string segment, JournalLine line, string reason)
    {
        var path = JournalFolder.BadLines(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        Log.LineSetAside(logger, line.Offset, segment, VisibleText.OneLine(reason, ShownCharacters), path);
        using var file = disk.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        var length = file.Length;
        if (length + line.Octets.Length > MaxOctets)
            return;
        file.Write(line.Octets.Span, length);
        file.Write("\n"u8, length + line.Octets.Length);
        file.Sync();
    }

    /// <summary>Removes the files of days before a date: what they hold is as personal as the log itself.</summary>
    public static void Purge(ISpoolDisk disk, DateOnly before)
    {
        foreach (var name in JournalFolder.Names(disk))
        {
            if (JournalFolder.TryParseBadLines(name, out var day) && day < before)
                disk.Delete(JournalFolder.PathOf(name));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning,
            "The line at octet {Offset} of {Segment} cannot be loaded into the message log ({Reason}) and was set aside in {File}.")]
        public static partial void LineSetAside(ILogger logger, long offset, string segment, string reason, string file);
    }
}

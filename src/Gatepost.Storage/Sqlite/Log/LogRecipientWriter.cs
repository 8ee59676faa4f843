using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Writes the recipients of a message, their states and their delivery attempts. For one thread at a time.</summary>
internal sealed class LogRecipientWriter(SqliteConnection connection) : IDisposable
{
    private readonly LogStatement _describe = new(connection,
        """
        INSERT INTO recipient (message, number, address, direction, disposition, rule, area) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (message, number) DO UPDATE SET address = excluded.address, direction = excluded.direction,
            disposition = excluded.disposition, rule = excluded.rule, area = excluded.area
        """);

    private readonly LogStatement _setStatus = new(connection,
        """
        INSERT INTO recipient (message, number, status, status_class, status_at, status_rank, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (message, number) DO UPDATE SET status = excluded.status, status_class = excluded.status_class,
            status_at = excluded.status_at, status_rank = excluded.status_rank, note = excluded.note
        WHERE recipient.status IS NULL
            OR (excluded.status_class, excluded.status_at, excluded.status_rank)
                > (recipient.status_class, recipient.status_at, recipient.status_rank)
        """);

    private readonly LogStatement _setAttempt = new(connection,
        """
        INSERT INTO attempt (message, recipient, attempt, at, next_hop, outcome, reply, tls) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (message, recipient, attempt) DO UPDATE SET at = excluded.at, next_hop = excluded.next_hop, outcome = excluded.outcome,
            reply = excluded.reply, tls = excluded.tls
        WHERE (excluded.at, excluded.outcome, excluded.reply, excluded.next_hop) > (attempt.at, attempt.outcome, attempt.reply, attempt.next_hop)
        """);

    /// <summary>A recipient as its message's line has it.</summary>
    public void Write(long message, int number, RecipientLogged recipient, long address, DateTimeOffset at)
    {
        _describe.Run(
            message, number, address, (int)recipient.Direction, LogValues.Name(recipient.Disposition), recipient.Rule, recipient.Area);
        if (recipient.Status is { } status)
        {
            _setStatus.Run(message, number, (int)status, LogValues.StatusClass(status), LogValues.Milliseconds(at),
                LogValues.StatusRank(at, status, isFirst: true), LogValue.Null);
        }
    }

    public void Write(long message, StatusLogged line) => _setStatus.Run(
        message, line.Recipient, (int)line.Status, LogValues.StatusClass(line.Status), LogValues.Milliseconds(line.At),
        LogValues.StatusRank(line.At, line.Status, isFirst: false), line.Note);

    public void Write(long message, AttemptLogged line) => _setAttempt.Run(
        message, line.Recipient, line.Attempt, LogValues.Milliseconds(line.At), line.NextHop, line.Outcome, line.Reply, line.Tls);

    public void Dispose()
    {
        _describe.Dispose();
        _setStatus.Dispose();
        _setAttempt.Dispose();
    }
}

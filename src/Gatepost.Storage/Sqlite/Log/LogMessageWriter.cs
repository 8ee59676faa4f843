using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>Writes the message table, the subject index and the decisions. For one thread at a time.</summary>
internal sealed class LogMessageWriter(SqliteConnection connection) : IDisposable
{
    /// <summary>Rows remembered, then all forgotten: the lines of one message mostly come within one batch.</summary>
    private const int Remembered = 4_000;

    private readonly Dictionary<MailId, long> _rows = [];

    private readonly LogStatement _find = new(connection, "SELECT id FROM message WHERE mail_id = ?1");

    private readonly LogStatement _insert = new(connection, "INSERT INTO message (mail_id, at) VALUES (?1, ?2) RETURNING id");

    private readonly LogStatement _update = new(connection,
        """
        UPDATE message SET logged_at = ?2, fraction = ?3, session = ?4, listener = ?5, client = ?6, helo = ?7, tls = ?8, sender = ?9,
            message_id_header = ?10, size = ?11, accepted = ?12, reply = ?13, recipients = ?14, released_from = ?15
        WHERE id = ?1 AND (logged_at IS NULL OR (?2, ?3) > (logged_at, fraction))
        """);

    // A subject belongs to the octets and never changes; the index of an external-content table must see each one exactly once.
    private readonly LogStatement _setSubject = new(
        connection, "UPDATE message SET subject = ?2, subject_key = ?3 WHERE id = ?1 AND subject IS NULL");

    private readonly LogStatement _indexSubject = new(connection, "INSERT INTO subject_index (rowid, subject_key) VALUES (?1, ?2)");

    private readonly LogStatement _setDecision = new(
        connection, "INSERT INTO decision (message, record) VALUES (?1, ?2) ON CONFLICT (message) DO UPDATE SET record = excluded.record");

    /// <summary>The row of a message; an empty one is made when its first line is not the message itself.</summary>
    public long RowOf(MailId id)
    {
        if (_rows.TryGetValue(id, out var known))
            return known;
        var key = LogValues.Blob(id.Value);
        var row = _find.Number(key) ?? _insert.Number(key, LogValues.Milliseconds(id.Time))!.Value;
        if (_rows.Count >= Remembered)
            _rows.Clear();
        _rows.Add(id, row);
        return row;
    }

    /// <summary>After a rollback: rows that were made are gone.</summary>
    public void Forget() => _rows.Clear();

    /// <summary>Fills the row; false when it holds this line or a newer one already.</summary>
    public bool Write(long row, MessageLogged message, long sender)
    {
        var changed = _update.Run(
            row, LogValues.Milliseconds(message.At), LogValues.Fraction(message.At), LogValues.Blob(message.SessionId), message.Listener,
            message.ClientAddress, message.Helo, message.Tls, sender, message.MessageIdHeader, message.Size, message.Accepted, message.Reply,
            message.Recipients.Length, message.ReleasedFrom is { } from ? LogValues.Blob(from.Value) : null);
        if (changed == 0)
            return false;
        WriteSubject(row, message.Subject);
        if (message.DecisionRecord is { } decision)
            _setDecision.Run(row, LogValues.Compress(decision));
        return true;
    }

    private void WriteSubject(long row, string? subject)
    {
        if (subject is null)
            return;
        var key = SearchText.Fold(subject);
        if (_setSubject.Run(row, subject, key) > 0)
            _indexSubject.Run(row, key);
    }

    public void Dispose()
    {
        _find.Dispose();
        _insert.Dispose();
        _update.Dispose();
        _setSubject.Dispose();
        _indexSubject.Dispose();
        _setDecision.Dispose();
    }
}

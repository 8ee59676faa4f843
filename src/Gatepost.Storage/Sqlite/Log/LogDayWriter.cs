using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// Loads lines into one day file. Every line is an upsert by its key, so that lines may come twice and in any order. For one thread at a time.
/// </summary>
internal sealed class LogDayWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly LogStatement _begin;
    private readonly LogStatement _commit;
    private readonly LogStatement _forgetBooks;
    private readonly LogAddresses _addresses;
    private readonly LogMessageWriter _messages;
    private readonly LogRecipientWriter _recipients;
    private readonly LogStatement _insertRefusal;

    /// <summary>Owns the connection from here on.</summary>
    public LogDayWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new LogStatement(connection, "BEGIN IMMEDIATE");
        _commit = new LogStatement(connection, "COMMIT");
        // With a condition, because to clear an empty table without one writes a page.
        _forgetBooks = new LogStatement(connection, "DELETE FROM books WHERE status >= -1");
        _addresses = new LogAddresses(connection);
        _messages = new LogMessageWriter(connection);
        _recipients = new LogRecipientWriter(connection);
        _insertRefusal = new LogStatement(connection,
            """
            INSERT INTO refusal (session, number, at, listener, client, helo, sender, recipient, command, reply, mail_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT (session, number) DO NOTHING
            """);
    }

    /// <summary>Loads lines in one transaction: all of them or none.</summary>
    public void Load(IReadOnlyList<LogEntry> entries)
    {
        _begin.Run();
        try
        {
            _forgetBooks.Run();
            foreach (var entry in entries)
                Load(entry);
            _commit.Run();
        }
        catch
        {
            // Ids that the caches learnt from rows that are now rolled back would be wrong.
            _addresses.Forget();
            _messages.Forget();
            RollBack();
            throw;
        }
    }

    private void Load(LogEntry entry)
    {
        switch (entry)
        {
            case RefusalLogged refusal:
                Load(refusal);
                break;
            case MessageLogged message:
                Load(message);
                break;
            case AttemptLogged attempt:
                _recipients.Write(_messages.RowOf(attempt.MailId), attempt);
                break;
            case StatusLogged status:
                _recipients.Write(_messages.RowOf(status.MailId), status);
                break;
        }
    }

    private void Load(MessageLogged message)
    {
        var row = _messages.RowOf(message.MailId);
        if (!_messages.Write(row, message, _addresses.IdOf(message.Sender)))
            return;
        for (var number = 0; number < message.Recipients.Length; number++)
            _recipients.Write(row, number, message.Recipients[number], _addresses.IdOf(message.Recipients[number].Address), message.At);
    }

    private void Load(RefusalLogged refusal) => _insertRefusal.Run(
        LogValues.Blob(refusal.SessionId), refusal.Number, LogValues.Milliseconds(refusal.At), refusal.Listener, refusal.ClientAddress, refusal.Helo,
        refusal.Sender is { } sender ? _addresses.IdOf(sender) : LogValue.Null, refusal.Recipient is { } recipient ? _addresses.IdOf(recipient) : LogValue.Null,
        refusal.Command, refusal.Reply, refusal.MailId is { } id ? LogValues.Blob(id.Value) : null);

    private void RollBack()
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
        }
        catch (SqliteException)
        {
            // BEGIN itself failed, or SQLite has rolled back by itself (disk full): there is no transaction to end.
        }
    }

    public void Dispose()
    {
        _insertRefusal.Dispose();
        _recipients.Dispose();
        _messages.Dispose();
        _addresses.Dispose();
        _forgetBooks.Dispose();
        _commit.Dispose();
        _begin.Dispose();
        _connection.Dispose();
    }
}

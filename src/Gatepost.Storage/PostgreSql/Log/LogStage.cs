using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// Tables of the writer's session alone, emptied by each commit: lines go into them by binary COPY, and from there by one statement a table into the day, which
/// costs a tenth of as many inserts.
/// </summary>
internal static class LogStage
{
    /// <summary>Makes the tables in a new session.</summary>
    public const string Sql =
        """
        CREATE TEMP TABLE stage_message (
            mail_id uuid, logged_at bigint, fraction int, session uuid, listener text, client text, helo text, tls text, sender bigint, subject text,
            subject_key text, message_id_header text, size bigint, accepted boolean, reply text, recipients int, released_from uuid, decision bytea) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_recipient (
            mail_id uuid, number int, address bigint, direction smallint, disposition text, rule text, area text,
            status smallint, status_class smallint, status_at bigint, status_rank bigint) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_status (
            mail_id uuid, number int, status smallint, status_class smallint, status_at bigint, status_rank bigint, note text) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_attempt (
            mail_id uuid, recipient int, attempt int, at bigint, next_hop text, outcome text, reply text, tls text) ON COMMIT DELETE ROWS;
        CREATE TEMP TABLE stage_refusal (
            session uuid, number int, at bigint, listener text, client text, helo text, sender bigint, recipient bigint, command text, reply text, mail_id uuid) ON COMMIT DELETE ROWS;
        """;

    public static async Task FillAsync(NpgsqlConnection connection, LogBatch batch, IReadOnlyDictionary<string, long> ids, CancellationToken cancellationToken)
    {
        if (batch.Messages.Count > 0)
        {
            await CopyAsync(connection, "stage_message", batch.Messages, (row, message) => Write(row, message, ids[message.Sender]), cancellationToken);
            var recipients = batch.Messages.SelectMany(message => message.Recipients.Select((recipient, number) => (message, recipient, number)));
            await CopyAsync(connection, "stage_recipient", recipients, (row, line) => Write(row, line.message, line.recipient, line.number, ids[line.recipient.Address]), cancellationToken);
        }
        if (batch.States.Count > 0)
            await CopyAsync(connection, "stage_status", batch.States, Write, cancellationToken);
        if (batch.Attempts.Count > 0)
            await CopyAsync(connection, "stage_attempt", batch.Attempts, Write, cancellationToken);
        if (batch.Refusals.Count > 0)
            await CopyAsync(connection, "stage_refusal", batch.Refusals, (row, refusal) => Write(row, refusal, ids), cancellationToken);
    }

    private static async Task CopyAsync<T>(
        NpgsqlConnection connection, string table, IEnumerable<T> lines, Action<LogCopy, T> write, CancellationToken cancellationToken)
    {
        await using var importer = await connection.BeginBinaryImportAsync($"COPY {table} FROM STDIN (FORMAT BINARY)", cancellationToken);
        var row = new LogCopy(importer);
        foreach (var line in lines)
        {
            await importer.StartRowAsync(cancellationToken);
            write(row, line);
        }
        await importer.CompleteAsync(cancellationToken);
    }

    private static void Write(LogCopy row, MessageLogged message, long sender)
    {
        row.Id(message.MailId.Value);
        row.Long(LogValues.Milliseconds(message.At));
        row.Int((int)LogValues.Fraction(message.At));
        row.Id(message.SessionId);
        row.Text(message.Listener);
        row.Text(message.ClientAddress);
        row.Text(message.Helo);
        row.Text(message.Tls);
        row.Long(sender);
        row.Text(message.Subject);
        row.Text(message.Subject is null ? null : SearchText.Fold(message.Subject));
        row.Text(message.MessageIdHeader);
        row.Long(message.Size);
        row.Flag(message.Accepted);
        row.Text(message.Reply);
        row.Int(message.Recipients.Length);
        row.Id(message.ReleasedFrom?.Value);
        row.Octets(message.DecisionRecord is { } record ? LogValues.Compress(record) : null);
    }

    private static void Write(LogCopy row, MessageLogged message, RecipientLogged recipient, int number, long address)
    {
        row.Id(message.MailId.Value);
        row.Int(number);
        row.Long(address);
        row.Short((int)recipient.Direction);
        row.Text(LogValues.Name(recipient.Disposition));
        row.Text(recipient.Rule);
        row.Text(recipient.Area);
        if (recipient.Status is { } status)
        {
            row.Short((int)status);
            row.Short(LogValues.StatusClass(status));
            row.Long(LogValues.Milliseconds(message.At));
            row.Long(LogValues.StatusRank(message.At, status, isFirst: true));
        }
        else
        {
            row.Nulls(4);
        }
    }

    private static void Write(LogCopy row, LogState state)
    {
        row.Id(state.MailId.Value);
        row.Int(state.Recipient);
        row.Short(state.Status);
        row.Short(state.Class);
        row.Long(state.At);
        row.Long(state.Rank);
        row.Text(state.Note);
    }

    private static void Write(LogCopy row, AttemptLogged attempt)
    {
        row.Id(attempt.MailId.Value);
        row.Int(attempt.Recipient);
        row.Int(attempt.Attempt);
        row.Long(LogValues.Milliseconds(attempt.At));
        row.Text(attempt.NextHop);
        row.Text(attempt.Outcome);
        row.Text(attempt.Reply);
        row.Text(attempt.Tls);
    }

    private static void Write(LogCopy row, RefusalLogged refusal, IReadOnlyDictionary<string, long> ids)
    {
        row.Id(refusal.SessionId);
        row.Int(refusal.Number);
        row.Long(LogValues.Milliseconds(refusal.At));
        row.Text(refusal.Listener);
        row.Text(refusal.ClientAddress);
        row.Text(refusal.Helo);
        row.Long(refusal.Sender is { } sender ? ids[sender] : null);
        row.Long(refusal.Recipient is { } recipient ? ids[recipient] : null);
        row.Text(refusal.Command);
        row.Text(refusal.Reply);
        row.Id(refusal.MailId?.Value);
    }
}

/// <summary>Writes the columns of a COPY, with their types.</summary>
internal sealed class LogCopy(NpgsqlBinaryImporter importer)
{
    public void Id(Guid? value)
    {
        if (value is { } id)
            importer.Write(id, NpgsqlDbType.Uuid);
        else
            importer.WriteNull();
    }

    public void Text(string? value)
    {
        if (value is null)
            importer.WriteNull();
        else
            importer.Write(StorableText.Of(value), NpgsqlDbType.Text);
    }

    public void Octets(byte[]? value)
    {
        if (value is null)
            importer.WriteNull();
        else
            importer.Write(value, NpgsqlDbType.Bytea);
    }

    public void Long(long? value)
    {
        if (value is { } number)
            importer.Write(number, NpgsqlDbType.Bigint);
        else
            importer.WriteNull();
    }

    public void Int(int value) => importer.Write(value, NpgsqlDbType.Integer);

    public void Short(int value) => importer.Write((short)value, NpgsqlDbType.Smallint);

    public void Flag(bool value) => importer.Write(value, NpgsqlDbType.Boolean);

    public void Nulls(int count)
    {
        for (; count > 0; count--)
            importer.WriteNull();
    }
}

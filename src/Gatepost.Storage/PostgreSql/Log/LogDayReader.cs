using System.Collections.Immutable;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>Reads whole messages and sessions.</summary>
internal static class LogDayReader
{
    // By the parent: a session may cross midnight, and its refusals then lie in neighbouring days.
    private const string RefusalSql =
        """
        SELECT refusal.number, refusal.at, refusal.listener, refusal.client, refusal.helo, sender.spelling, address.spelling, refusal.command,
            refusal.reply, refusal.mail_id
        FROM log_refusal AS refusal
        LEFT JOIN log_address AS address ON address.id = refusal.recipient AND address.day = refusal.day
        LEFT JOIN log_address AS sender ON sender.id = refusal.sender AND sender.day = refusal.day
        WHERE refusal.session = $1 ORDER BY refusal.number
        """;

    /// <summary>Everything of a message, or null.</summary>
    public static async Task<LoggedMessage?> FindAsync(NpgsqlConnection connection, LogTables tables, MailId id, CancellationToken cancellationToken)
    {
        if (await ReadMessageAsync(connection, tables, id, cancellationToken) is not { } message)
            return null;
        var recipients = ImmutableArray.CreateBuilder<RecipientLogged>();
        var statuses = ImmutableArray.CreateBuilder<StatusLogged>();
        await ReadRecipientsAsync(connection, tables, id, recipients, statuses, cancellationToken);
        var attempts = await ReadAttemptsAsync(connection, tables, id, cancellationToken);
        return new LoggedMessage(message with { Recipients = recipients.ToImmutable() }, statuses.ToImmutable(), attempts);
    }

    /// <summary>The refusals of a session.</summary>
    public static async Task<IReadOnlyList<RefusalLogged>> FindSessionAsync(NpgsqlConnection connection, Guid session, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, RefusalSql, session);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var refusals = new List<RefusalLogged>();
        while (await reader.ReadAsync(cancellationToken))
            refusals.Add(LogRows.ToRefusal(reader, session));
        return refusals;
    }

    private static async Task<MessageLogged?> ReadMessageAsync(NpgsqlConnection connection, LogTables tables, MailId id, CancellationToken cancellationToken)
    {
        await using var command = Command(connection,
            $"""
             SELECT message.logged_at, message.fraction, message.session, message.listener, message.client, message.helo, message.tls, sender.spelling,
                 message.subject, message.message_id_header, message.size, message.accepted, message.reply, message.released_from, decision.record
             FROM {tables.Message} AS message
             JOIN {tables.Address} AS sender ON sender.id = message.sender
             LEFT JOIN {tables.Decision} AS decision ON decision.mail_id = message.mail_id
             WHERE message.mail_id = $1
             """, id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? null : LogRows.ToMessage(reader, id);
    }

    private static async Task ReadRecipientsAsync(
        NpgsqlConnection connection, LogTables tables, MailId id,
        ImmutableArray<RecipientLogged>.Builder recipients, ImmutableArray<StatusLogged>.Builder statuses, CancellationToken cancellationToken)
    {
        await using var command = Command(connection,
            $"""
             SELECT recipient.number, address.spelling, recipient.direction, recipient.disposition, recipient.rule, recipient.area,
                 recipient.status, recipient.status_at, recipient.status_rank, recipient.note
             FROM {tables.Recipient} AS recipient JOIN {tables.Address} AS address ON address.id = recipient.address
             WHERE recipient.mail_id = $1 ORDER BY recipient.number
             """, id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            LogRows.AddRecipient(reader, id, recipients, statuses);
    }

    private static async Task<ImmutableArray<AttemptLogged>> ReadAttemptsAsync(
        NpgsqlConnection connection, LogTables tables, MailId id, CancellationToken cancellationToken)
    {
        await using var command = Command(
            connection, $"SELECT recipient, attempt, at, next_hop, outcome, reply, tls FROM {tables.Attempt} WHERE mail_id = $1 ORDER BY recipient, attempt", id.Value);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var attempts = ImmutableArray.CreateBuilder<AttemptLogged>();
        while (await reader.ReadAsync(cancellationToken))
            attempts.Add(LogRows.ToAttempt(reader, id));
        return attempts.ToImmutable();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, Guid id)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return command;
    }
}

using System.Text;
using Gatepost.Gateway.MessageLog;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>
/// The two statements of a search, over recipients of messages and over refusals. Only fixed text goes into the SQL; every value is a parameter.
/// </summary>
internal static class LogSearchQuery
{
    private const string Messages =
        """
        SELECT message.at, message.mail_id, message.session, message.client, sender.spelling, address.spelling, message.subject,
            recipient.disposition, recipient.rule, CASE WHEN message.accepted THEN recipient.status END,
            COALESCE(recipient.note, (
                SELECT attempt.reply FROM attempt WHERE attempt.message = recipient.message AND attempt.recipient = recipient.number
                ORDER BY attempt.attempt DESC LIMIT 1), message.reply)
        FROM message
        JOIN recipient ON recipient.message = message.id
        JOIN address ON address.id = recipient.address
        JOIN address AS sender ON sender.id = message.sender
        WHERE message.logged_at IS NOT NULL
        """;

    // A refusal of content has a message of its own, whose recipients are shown instead.
    private const string Refusals =
        """
        SELECT refusal.at, refusal.mail_id, refusal.session, refusal.client, sender.spelling, address.spelling, NULL, NULL, NULL, NULL, refusal.reply
        FROM refusal
        LEFT JOIN address ON address.id = refusal.recipient
        LEFT JOIN address AS sender ON sender.id = refusal.sender
        WHERE (refusal.mail_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM message WHERE message.mail_id = refusal.mail_id AND message.logged_at IS NOT NULL))
        """;

    /// <summary>Recipients of messages, or null when the query cannot match any.</summary>
    public static SqliteCommand ForMessages(SqliteConnection connection, LogQuery query, int limit)
    {
        var command = connection.CreateCommand();
        var sql = new StringBuilder(Messages);
        AddTimes(command, sql, "message.at", query);
        AddPattern(command, sql, "message.sender", "$sender", query.Sender);
        AddPattern(command, sql, "recipient.address", "$recipient", query.Recipient);
        if (query.Subject is { } subject)
            Add(command, sql, SubjectCondition(subject), ("$subject", SearchText.ToGlob(subject)));
        if (query.MessageIdHeader is { } header)
            Add(command, sql, "message.message_id_header IN ($header, $bracketed)", ("$header", Bare(header)), ("$bracketed", $"<{Bare(header)}>"));
        if (query.ClientAddress is { } client)
            Add(command, sql, "message.client = $client", ("$client", client));
        if (query.Disposition is { } disposition)
            Add(command, sql, "recipient.disposition = $disposition", ("$disposition", LogValues.Name(disposition)));
        if (query.Status is { } status)
            Add(command, sql, "message.accepted AND recipient.status = $status", ("$status", (int)status));
        if (query.Refused is { } refused)
            sql.Append(refused ? " AND NOT message.accepted" : " AND message.accepted");
        return Finish(command, sql, " ORDER BY message.at DESC, message.mail_id DESC, recipient.number LIMIT $limit", limit);
    }

    /// <summary>Refusals, or null when the query asks for what no refusal has.</summary>
    public static SqliteCommand? ForRefusals(SqliteConnection connection, LogQuery query, int limit)
    {
        if (query.Refused is false || query.Subject is not null || query.MessageIdHeader is not null || query.Disposition is not null || query.Status is not null)
            return null;
        var command = connection.CreateCommand();
        var sql = new StringBuilder(Refusals);
        AddTimes(command, sql, "refusal.at", query);
        AddPattern(command, sql, "refusal.sender", "$sender", query.Sender);
        AddPattern(command, sql, "refusal.recipient", "$recipient", query.Recipient);
        if (query.ClientAddress is { } client)
            Add(command, sql, "refusal.client = $client", ("$client", client));
        return Finish(command, sql, " ORDER BY refusal.at DESC, refusal.session DESC, refusal.number DESC LIMIT $limit", limit);
    }

    private static void AddTimes(SqliteCommand command, StringBuilder sql, string column, LogQuery query)
    {
        if (query.Since is { } since)
            Add(command, sql, column + " >= $since", ("$since", LogValues.Milliseconds(since)));
        if (query.Until is { } until)
            Add(command, sql, column + " < $until", ("$until", LogValues.Milliseconds(until)));
    }

    private static void AddPattern(SqliteCommand command, StringBuilder sql, string column, string parameter, string? pattern)
    {
        if (pattern is null)
            return;
        if (SearchText.IsExact(pattern))
            Add(command, sql, $"{column} IN (SELECT id FROM address WHERE key = {parameter})", (parameter, SearchText.Fold(pattern)));
        else
            Add(command, sql, $"{column} IN (SELECT id FROM address WHERE key GLOB {parameter})", (parameter, SearchText.ToGlob(pattern)));
    }

    // The trigram index needs three characters in a row; it reads through to the messages by itself where a pattern has none.
    private static string SubjectCondition(string pattern) => SearchText.IsExact(pattern) && pattern.Length < 3
        ? "message.subject_key GLOB $subject"
        : "message.id IN (SELECT rowid FROM subject_index WHERE subject_key GLOB $subject)";

    private static string Bare(string header) => header.Trim().TrimStart('<').TrimEnd('>');

    private static void Add(SqliteCommand command, StringBuilder sql, string condition, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        sql.Append(" AND ").Append(condition);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
    }

    private static SqliteCommand Finish(SqliteCommand command, StringBuilder sql, string order, int limit)
    {
        command.CommandText = sql.Append(order).ToString();
        command.Parameters.AddWithValue("$limit", limit);
        return command;
    }
}

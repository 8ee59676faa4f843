using System.Text;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Microsoft.Data.Sqlite;

namespace Gatepost.Storage.Sqlite.Log;

/// <summary>The two statements of a search, over recipients of messages and over refusals.</summary>
internal static class LogSearchQuery
{
    // CROSS JOIN fixes the order: messages first, newest first, then their recipients.
    private const string Messages =
        """
        SELECT message.at, message.mail_id, message.session, message.client, sender.spelling, address.spelling, message.subject,
            recipient.disposition, recipient.rule, CASE WHEN message.accepted THEN recipient.status END,
            COALESCE(recipient.note, (
                SELECT attempt.reply FROM attempt WHERE attempt.message = recipient.message AND attempt.recipient = recipient.number
                ORDER BY attempt.attempt DESC LIMIT 1), message.reply)
        FROM message
        CROSS JOIN recipient ON recipient.message = message.id
        CROSS JOIN address ON address.id = recipient.address
        CROSS JOIN address AS sender ON sender.id = message.sender
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

    /// <summary>Recipients of messages, or null when none can match.</summary>
    public static SqliteCommand? ForMessages(SqliteConnection connection, LogQuery query, int limit)
    {
        var conditions = OfMessages(query).ToList();
        if (!LogCondition.TryChoose(connection, conditions, out var leading))
            return null;
        return leading is null
            ? Command(connection, Messages, conditions, " ORDER BY message.mail_id DESC, recipient.number LIMIT $limit", limit)
            : Command(connection, $"{Messages} AND message.id IN ({leading.Leading})", conditions,
                " ORDER BY +message.mail_id DESC, recipient.number LIMIT $limit", limit);
    }

    /// <summary>Refusals, or null when none can match.</summary>
    public static SqliteCommand? ForRefusals(SqliteConnection connection, LogQuery query, int limit)
    {
        if (query.Refused is false || query.Subject is not null || query.MessageIdHeader is not null || query.Disposition is not null || query.Status is not null)
            return null;
        var conditions = OfRefusals(query).ToList();
        if (!LogCondition.TryChoose(connection, conditions, out var leading))
            return null;
        return leading is null
            ? Command(connection, Refusals, conditions, " ORDER BY refusal.at DESC, refusal.session DESC, refusal.number DESC LIMIT $limit", limit)
            : Command(connection, $"{Refusals} AND (refusal.session, refusal.number) IN ({leading.Leading})", conditions,
                " ORDER BY +refusal.at DESC, refusal.session DESC, refusal.number DESC LIMIT $limit", limit);
    }

    private static IEnumerable<LogCondition> OfMessages(LogQuery query)
    {
        if (query.MessageIdHeader is { } header)
            yield return Header(header.Trim().TrimStart('<').TrimEnd('>'));
        if (query.Recipient is { } recipient)
            yield return LogCondition.Address("recipient", "message", "address", "$recipient", recipient);
        if (query.Sender is { } sender)
            yield return LogCondition.Address("message", "id", "sender", "$sender", sender);
        if (query.ClientAddress is { } client)
            yield return new("+message.client = $client", "SELECT id FROM message WHERE client = $client", ("$client", client));
        if (query.Subject is { } subject)
            yield return Subject(SearchText.ToGlob(subject));
        if (query.Disposition is { } disposition)
            yield return Disposed(disposition);
        if (query.Status is { } status)
            yield return InState(status);
        if (query.Refused is { } refused)
            yield return new(refused ? "NOT message.accepted" : "message.accepted", null);
        // An id begins with its time, so the index of ids is the index of times.
        if (query.Since is { } since)
            yield return new("message.mail_id >= $since", null, ("$since", LogValues.FirstIdAt(since)));
        if (query.Until is { } until)
            yield return new("message.mail_id < $until", null, ("$until", LogValues.FirstIdAt(until)));
    }

    private static IEnumerable<LogCondition> OfRefusals(LogQuery query)
    {
        const string Key = "session, number";
        if (query.Recipient is { } recipient)
            yield return LogCondition.Address("refusal", Key, "recipient", "$recipient", recipient);
        if (query.Sender is { } sender)
            yield return LogCondition.Address("refusal", Key, "sender", "$sender", sender);
        if (query.ClientAddress is { } client)
            yield return new("+refusal.client = $client", $"SELECT {Key} FROM refusal WHERE client = $client", ("$client", client));
        if (query.Since is { } since)
            yield return new("refusal.at >= $since", null, ("$since", LogValues.Milliseconds(since)));
        if (query.Until is { } until)
            yield return new("refusal.at < $until", null, ("$until", LogValues.Milliseconds(until)));
    }

    private static LogCondition Header(string bare) => new(
        "+message.message_id_header IN ($header, $bracketed)", "SELECT id FROM message WHERE message_id_header IN ($header, $bracketed)",
        ("$header", bare), ("$bracketed", $"<{bare}>"));

    // The indices of exceptions are used only where a query repeats their condition word for word.
    private static LogCondition Disposed(Disposition disposition) => new(
        "+recipient.disposition = $disposition",
        disposition == Disposition.Deliver ? null : "SELECT message FROM recipient WHERE disposition <> 'deliver' AND disposition = $disposition",
        ("$disposition", LogValues.Name(disposition)));

    private static LogCondition InState(RecipientStatus status) => new(
        "message.accepted AND +recipient.status = $status",
        status is RecipientStatus.Queued or RecipientStatus.Delivered ? null : "SELECT message FROM recipient WHERE status NOT IN (0, 2) AND status = $status",
        ("$status", (int)status));

    // The trigram index needs three characters in a row; without them, counting its candidates would read every subject.
    private static LogCondition Subject(string glob) => new(
        "+message.subject_key GLOB $subject",
        glob.Split('*', '[', ']', '?').Any(run => run.EnumerateRunes().Count() >= 3)
            ? "SELECT rowid FROM subject_index WHERE subject_key GLOB $subject"
            : null,
        ("$subject", glob));

    private static SqliteCommand Command(SqliteConnection connection, string select, List<LogCondition> conditions, string order, int limit)
    {
        var command = connection.CreateCommand();
        var sql = new StringBuilder(select);
        foreach (var condition in conditions)
        {
            sql.Append(" AND ").Append(condition.Test);
            condition.Bind(command);
        }
        command.CommandText = sql.Append(order).ToString();
        command.Parameters.AddWithValue("$limit", limit);
        return command;
    }
}

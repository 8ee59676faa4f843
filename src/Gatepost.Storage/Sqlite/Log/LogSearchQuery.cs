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

    // A refusal of content has a message of its own, whose recipients are shown instead. The + keeps the planner from beginning with an address.
    private const string Refusals =
        """
        SELECT refusal.at, refusal.mail_id, refusal.session, refusal.client, sender.spelling, address.spelling, NULL, NULL, NULL, NULL, refusal.reply
        FROM refusal
        LEFT JOIN address ON address.id = +refusal.recipient
        LEFT JOIN address AS sender ON sender.id = +refusal.sender
        WHERE (refusal.mail_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM message WHERE message.mail_id = refusal.mail_id AND message.logged_at IS NOT NULL))
        """;

    /// <summary>Recipients of messages, or null when none can match.</summary>
    public static SqliteCommand? ForMessages(SqliteConnection connection, LogQuery query, LogAddressMatches addresses, int limit)
    {
        if (query is { Refused: true, Status: not null })
            return null;
        var conditions = OfMessages(query, addresses).ToList();
        if (!LogCondition.TryChoose(connection, conditions, out var leading))
            return null;
        var select = new StringBuilder(Messages);
        if (leading is not null)
            select.Append(" AND message.id IN (").Append(leading.Leading).Append(')');
        var order = $" ORDER BY {(leading is null ? "" : "+")}message.mail_id DESC, recipient.number LIMIT $limit";
        return Command(connection, select, leading, [.. conditions, .. Times(query, "message.mail_id", LogValues.FirstIdAt)], order, limit);
    }

    /// <summary>Refusals, or null when none can match.</summary>
    public static SqliteCommand? ForRefusals(SqliteConnection connection, LogQuery query, LogAddressMatches addresses, int limit)
    {
        if (query.Refused is false || query.Subject is not null || query.MessageIdHeader is not null || query.Disposition is not null || query.Status is not null)
            return null;
        var conditions = OfRefusals(query, addresses).ToList();
        if (!LogCondition.TryChoose(connection, conditions, out var leading))
            return null;
        var select = new StringBuilder(Refusals);
        if (leading is not null)
            select.Append(" AND (refusal.session, refusal.number) IN (").Append(leading.Leading).Append(')');
        var order = $" ORDER BY {(leading is null ? "" : "+")}refusal.at DESC, refusal.session DESC, refusal.number DESC LIMIT $limit";
        return Command(connection, select, leading, [.. conditions, .. Times(query, "refusal.at", time => LogValues.Milliseconds(time))], order, limit);
    }

    /// <summary>In the order in which they are counted: what mostly gives little first.</summary>
    private static IEnumerable<LogCondition> OfMessages(LogQuery query, LogAddressMatches addresses)
    {
        if (query.MessageIdHeader is { } header)
            yield return Header(header.Trim().TrimStart('<').TrimEnd('>'));
        foreach (var condition in OfOneColumn(query))
            yield return condition;
        if (query.Subject is { } subject)
            yield return Subject(SearchText.ToGlob(subject));
        if (addresses.Recipient is { } recipient)
            yield return recipient.In("recipient", "message", "address", "address");
        if (addresses.Sender is { } sender)
            yield return sender.In("message", "id", "sender", "sender");
    }

    /// <summary>
    /// Conditions that compare one column. State and disposition narrow each other: each may be met by many recipients, and both by none. The indices of
    /// exceptions are used only where a query repeats their condition word for word.
    /// </summary>
    private static IEnumerable<LogCondition> OfOneColumn(LogQuery query)
    {
        if (query.ClientAddress is { } client)
            yield return new("+message.client = $client", "SELECT id FROM message WHERE client = $client", ("$client", client));
        var narrowed = (query.Disposition is null ? "" : " AND +disposition = $disposition") + (query.Status is null ? "" : " AND +status = $status");
        var values = OfRecipient(query);
        if (query.Status is { } status)
        {
            yield return new(
                "message.accepted AND +recipient.status = $status",
                status == RecipientStatus.Delivered ? null : $"SELECT message FROM recipient WHERE status <> 2 AND status = $status{narrowed}", values);
        }
        if (query.Disposition is { } disposition)
        {
            yield return new(
                "+recipient.disposition = $disposition",
                disposition == Disposition.Deliver ? null : $"SELECT message FROM recipient WHERE disposition <> 'deliver' AND disposition = $disposition{narrowed}", values);
        }
        if (query.Refused is { } refused)
            yield return new(refused ? "NOT message.accepted" : "message.accepted", refused ? "SELECT id FROM message WHERE accepted = 0" : null);
    }

    private static (string, object)[] OfRecipient(LogQuery query)
    {
        var values = new List<(string, object)>();
        if (query.Disposition is { } disposition)
            values.Add(("$disposition", LogValues.Name(disposition)));
        if (query.Status is { } status)
            values.Add(("$status", (int)status));
        return [.. values];
    }

    private static IEnumerable<LogCondition> OfRefusals(LogQuery query, LogAddressMatches addresses)
    {
        const string Key = "session, number";
        if (query.ClientAddress is { } client)
            yield return new("+refusal.client = $client", $"SELECT {Key} FROM refusal WHERE client = $client", ("$client", client));
        if (addresses.Recipient is { } recipient)
            yield return recipient.In("refusal", Key, "recipient", "address");
        if (addresses.Sender is { } sender)
            yield return sender.In("refusal", Key, "sender", "sender");
    }

    /// <summary>An id begins with its time, so the index of ids is the index of times.</summary>
    private static IEnumerable<LogCondition> Times(LogQuery query, string column, Func<DateTimeOffset, object> bound)
    {
        if (query.Since is { } since)
            yield return new($"{column} >= $since", null, ("$since", bound(since)));
        if (query.Until is { } until)
            yield return new($"{column} < $until", null, ("$until", bound(until)));
    }

    private static LogCondition Header(string bare) => new(
        "+message.message_id_header IN ($header, $bracketed)", "SELECT id FROM message WHERE message_id_header IN ($header, $bracketed)",
        ("$header", bare), ("$bracketed", $"<{bare}>"));

    // The trigram index needs three characters in a row; without them every subject of the day is read, in the order of the file: half of a walk that finds nothing.
    private static LogCondition Subject(string glob) => new(
        "+message.subject_key GLOB $subject",
        glob.Split('*', '[', ']', '?').Any(run => run.EnumerateRunes().Count() >= 3)
            ? "SELECT rowid FROM subject_index WHERE subject_key GLOB $subject"
            : "SELECT id FROM message WHERE subject_key GLOB $subject",
        ("$subject", glob));

    private static SqliteCommand Command(SqliteConnection connection, StringBuilder sql, LogCondition? leading, IEnumerable<LogCondition> conditions, string order, int limit)
    {
        var command = connection.CreateCommand();
        leading?.Bind(command);
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

using System.Text;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>The two statements of a search in one day, over recipients of messages and over refusals.</summary>
internal sealed class LogSearchQuery(LogQuery query, LogTables tables, bool hasTrigrams)
{
    // The order of the joins is fixed by the session's settings: messages first, newest first, then their recipients.
    private string Messages =>
        $"""
         SELECT message.mail_id, message.session, message.client, sender.spelling, address.spelling, message.subject,
             recipient.disposition, recipient.rule, CASE WHEN message.accepted THEN recipient.status END,
             COALESCE(recipient.note, (
                 SELECT attempt.reply FROM {tables.Attempt} AS attempt WHERE attempt.mail_id = recipient.mail_id AND attempt.recipient = recipient.number
                 ORDER BY attempt.attempt DESC LIMIT 1), message.reply), NULL::bigint
         FROM {tables.Message} AS message
         JOIN {tables.Recipient} AS recipient ON recipient.mail_id = message.mail_id
         JOIN {tables.Address} AS address ON address.id = recipient.address
         JOIN {tables.Address} AS sender ON sender.id = message.sender
         WHERE TRUE
         """;

    // A refusal of content has a message of its own, whose recipients are shown instead.
    private string Refusals =>
        $"""
         SELECT refusal.mail_id, refusal.session, refusal.client, sender.spelling, address.spelling, NULL::text, NULL::text, NULL::text, NULL::smallint, refusal.reply, refusal.at
         FROM {tables.Refusal} AS refusal
         LEFT JOIN {tables.Address} AS address ON address.id = refusal.recipient
         LEFT JOIN {tables.Address} AS sender ON sender.id = refusal.sender
         WHERE (refusal.mail_id IS NULL OR NOT EXISTS (SELECT 1 FROM {tables.Message} AS message WHERE message.mail_id = refusal.mail_id))
         """;

    /// <summary>Recipients of messages, or null when none can match.</summary>
    public async Task<NpgsqlCommand?> ForMessagesAsync(NpgsqlConnection connection, int limit, CancellationToken cancellationToken)
    {
        var conditions = OfMessages().ToList();
        var (possible, leading) = await LogCondition.ChooseAsync(connection, conditions, cancellationToken);
        if (!possible)
            return null;
        var select = leading is null
            ? Messages
            : Messages.Replace(
                $"FROM {tables.Message} AS message", $"FROM (SELECT DISTINCT mail_id FROM ({leading.Leading}) AS candidate) AS led JOIN {tables.Message} AS message ON message.mail_id = led.mail_id",
                StringComparison.Ordinal);
        return Command(connection, select, conditions, "ORDER BY message.mail_id DESC, recipient.number", limit);
    }

    /// <summary>Refusals, or null when none can match.</summary>
    public async Task<NpgsqlCommand?> ForRefusalsAsync(NpgsqlConnection connection, int limit, CancellationToken cancellationToken)
    {
        if (query.Refused is false || query.Subject is not null || query.MessageIdHeader is not null || query.Disposition is not null || query.Status is not null)
            return null;
        var conditions = OfRefusals().ToList();
        var (possible, leading) = await LogCondition.ChooseAsync(connection, conditions, cancellationToken);
        if (!possible)
            return null;
        var select = leading is null
            ? Refusals
            : Refusals.Replace(
                $"FROM {tables.Refusal} AS refusal",
                $"FROM (SELECT DISTINCT session, number FROM ({leading.Leading}) AS candidate) AS led JOIN {tables.Refusal} AS refusal ON refusal.session = led.session AND refusal.number = led.number",
                StringComparison.Ordinal);
        return Command(connection, select, conditions, "ORDER BY refusal.at DESC, refusal.session DESC, refusal.number DESC", limit);
    }

    private IEnumerable<LogCondition> OfMessages()
    {
        var range = (query.Since is null ? "" : " AND mail_id >= @since") + (query.Until is null ? "" : " AND mail_id < @until");
        (string, object)[] times = [.. Times(LogValues.FirstIdAt)];
        if (times.Length > 0)
            yield return new("TRUE" + range.Replace("mail_id", "message.mail_id", StringComparison.Ordinal), null, times);
        string Led(string table, string where) => $"SELECT mail_id FROM {table} WHERE {where}{range}";
        if (query.MessageIdHeader is { } header)
        {
            var bare = StorableText.Of(header.Trim().TrimStart('<').TrimEnd('>'));
            yield return new("message.message_id_header IN (@header, @bracketed)", Led(tables.Message, "message_id_header IN (@header, @bracketed)"), [("header", bare), ("bracketed", $"<{bare}>"), .. times]);
        }
        if (query.Recipient is { } recipient)
        {
            var (test, ids, value) = LogCondition.Address(tables, "address", "recipient", recipient);
            yield return new(test, Led(tables.Recipient, $"address IN {ids}"), [value, .. times]);
        }
        if (query.Sender is { } sender)
        {
            var (test, ids, value) = LogCondition.Address(tables, "sender", "sender", sender);
            yield return new(test, Led(tables.Message, $"sender IN {ids}"), [value, .. times]);
        }
        if (query.ClientAddress is { } client)
            yield return new("message.client = @client", Led(tables.Message, "client = @client"), [("client", StorableText.Of(client)), .. times]);
        if (query.Subject is { } subject)
            yield return new("message.subject_key LIKE @subject", MayLead(subject) ? Led(tables.Message, "subject_key LIKE @subject") : null, [("subject", StorableText.Of(SearchText.ToLike(subject))), .. times]);
        if (query.Disposition is { } disposition)
        {
            yield return new(
                "recipient.disposition = @disposition",
                disposition == Disposition.Deliver ? null : Led(tables.Recipient, "disposition <> 'deliver' AND disposition = @disposition"),
                [("disposition", LogValues.Name(disposition)), .. times]);
        }
        if (query.Status is { } status)
        {
            yield return new(
                "message.accepted AND recipient.status = @status",
                status is RecipientStatus.Queued or RecipientStatus.Delivered ? null : Led(tables.Recipient, "status NOT IN (0, 2) AND status = @status"),
                [("status", (short)status), .. times]);
        }
        if (query.Refused is { } refused)
            yield return new(refused ? "NOT message.accepted" : "message.accepted", refused ? Led(tables.Message, "NOT accepted") : null, times);
    }

    private IEnumerable<LogCondition> OfRefusals()
    {
        var range = (query.Since is null ? "" : " AND at >= @since") + (query.Until is null ? "" : " AND at < @until");
        (string, object)[] times = [.. Times(time => (object)LogValues.Milliseconds(time))];
        if (times.Length > 0)
            yield return new("TRUE" + range.Replace("at ", "refusal.at ", StringComparison.Ordinal), null, times);
        string Led(string where) => $"SELECT session, number FROM {tables.Refusal} WHERE {where}{range}";
        if (query.Recipient is { } recipient)
        {
            var (test, ids, value) = LogCondition.Address(tables, "address", "recipient", recipient);
            yield return new(test, Led($"recipient IN {ids}"), [value, .. times]);
        }
        if (query.Sender is { } sender)
        {
            var (test, ids, value) = LogCondition.Address(tables, "sender", "sender", sender);
            yield return new(test, Led($"sender IN {ids}"), [value, .. times]);
        }
        if (query.ClientAddress is { } client)
            yield return new("refusal.client = @client", Led("client = @client"), [("client", StorableText.Of(client)), .. times]);
    }

    private IEnumerable<(string, object)> Times(Func<DateTimeOffset, object> bound)
    {
        if (query.Since is { } since)
            yield return ("since", AsParameter(bound(since)));
        if (query.Until is { } until)
            yield return ("until", AsParameter(bound(until)));
    }

    private static object AsParameter(object bound) => bound is byte[] id ? LogValues.ToGuid(id) : bound;

    // Trigrams are made of letters and digits; a pattern without three in a row is looked up by none, and counting its candidates would read every subject.
    private bool MayLead(string pattern)
    {
        var run = 0;
        foreach (var rune in pattern.EnumerateRunes())
        {
            run = Rune.IsLetterOrDigit(rune) ? run + 1 : 0;
            if (run == 3)
                return hasTrigrams;
        }
        return false;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string select, List<LogCondition> conditions, string order, int limit)
    {
        var command = connection.CreateCommand();
        var sql = new StringBuilder(select);
        foreach (var condition in conditions)
        {
            sql.Append(" AND ").Append(condition.Test);
            condition.Bind(command);
        }
        command.CommandText = sql.Append(' ').Append(order).Append(" LIMIT @limit").ToString();
        command.Parameters.AddWithValue("limit", limit);
        return command;
    }
}

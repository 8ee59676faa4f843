using System.Text;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Shared;
using Npgsql;

namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>The two statements of a search in one day, over recipients of messages and over refusals.</summary>
internal sealed class LogSearchQuery(LogQuery query, LogTables tables)
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
        if (query is { Refused: true, Status: not null })
            return null;
        var conditions = OfMessages();
        var (possible, leading) = await LogCondition.ChooseAsync(connection, conditions, cancellationToken);
        if (!possible)
            return null;
        // Candidates come newest first, so that the joins behind them end with the page: of fourteen thousand, a hundred are looked at.
        var select = leading is null
            ? Messages
            : Messages.Replace(
                $"FROM {tables.Message} AS message",
                $"FROM (SELECT DISTINCT mail_id FROM ({leading.Leading}) AS candidate ORDER BY mail_id DESC) AS led JOIN {tables.Message} AS message ON message.mail_id = led.mail_id",
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

    /// <summary>In the order in which they are counted: what mostly gives little first.</summary>
    private List<LogCondition> OfMessages()
    {
        var range = (query.Since is null ? "" : " AND mail_id >= @since") + (query.Until is null ? "" : " AND mail_id < @until");
        (string, object)[] times = [.. Times(LogValues.FirstIdAt)];
        var conditions = new List<LogCondition>();
        if (query.MessageIdHeader is { } header)
        {
            var bare = StorableText.Of(header.Trim().TrimStart('<').TrimEnd('>'));
            conditions.Add(new(
                "message.message_id_header IN (@header, @bracketed)", $"SELECT mail_id FROM {tables.Message} WHERE message_id_header IN (@header, @bracketed){range}",
                [("header", bare), ("bracketed", $"<{bare}>"), .. times]));
        }
        conditions.AddRange(OfOneColumn(range, times));
        if (query.Subject is { } subject)
            conditions.Add(Subject(StorableText.Of(subject), range, times));
        if (query.Recipient is { } recipient)
        {
            var (test, ids, values) = LogCondition.Address(tables, "address", "recipient", recipient);
            conditions.Add(new(test, $"SELECT mail_id FROM {tables.Recipient} WHERE address IN {ids}{range}", [.. values, .. times]));
        }
        if (query.Sender is { } sender)
        {
            var (test, ids, values) = LogCondition.Address(tables, "sender", "sender", sender);
            conditions.Add(new(test, $"SELECT mail_id FROM {tables.Message} WHERE sender IN {ids}{range}", [.. values, .. times]));
        }
        if (times.Length > 0)
            conditions.Add(new("TRUE" + range.Replace("mail_id", "message.mail_id", StringComparison.Ordinal), null, times));
        return conditions;
    }

    /// <summary>Conditions that compare one column. Those of one table narrow each other: each of two may be met by many lines, and both by none.</summary>
    private IEnumerable<LogCondition> OfOneColumn(string range, (string, object)[] times)
    {
        var message = (query.ClientAddress is null ? "" : " AND client = @client") + (query.Refused is not { } refused ? "" : refused ? " AND NOT accepted" : " AND accepted");
        var recipient = (query.Disposition is null ? "" : " AND disposition = @disposition") + (query.Status is null ? "" : " AND status = @status");
        (string, object)[] values =
        [
            .. times,
            .. query.ClientAddress is { } client ? [("client", StorableText.Of(client))] : Array.Empty<(string, object)>(),
            .. query.Disposition is { } disposition ? [("disposition", LogValues.Name(disposition))] : Array.Empty<(string, object)>(),
            .. query.Status is { } status ? [("status", (short)status)] : Array.Empty<(string, object)>(),
        ];
        if (query.ClientAddress is not null)
            yield return new("message.client = @client", $"SELECT mail_id FROM {tables.Message} WHERE TRUE{message}{range}", values);
        // The indices of exceptions are used only where a query repeats their condition.
        if (query.Status is { } state)
        {
            yield return new(
                "message.accepted AND recipient.status = @status",
                state == RecipientStatus.Delivered ? null : $"SELECT mail_id FROM {tables.Recipient} WHERE status <> {(int)RecipientStatus.Delivered}{recipient}{range}", values);
        }
        if (query.Disposition is { } decided)
        {
            yield return new(
                "recipient.disposition = @disposition",
                decided == Disposition.Deliver ? null : $"SELECT mail_id FROM {tables.Recipient} WHERE disposition <> 'deliver'{recipient}{range}", values);
        }
        if (query.Refused is { } isRefused)
            yield return new(isRefused ? "NOT message.accepted" : "message.accepted", isRefused ? $"SELECT mail_id FROM {tables.Message} WHERE TRUE{message}{range}" : null, values);
    }

    private LogCondition Subject(string pattern, string range, (string, object)[] times)
    {
        var grams = SubjectGrams.Of(SearchText.Fold(pattern));
        return new(
            "message.subject_key LIKE @subject",
            grams.Length == 0 ? null : $"SELECT mail_id FROM {tables.Message} WHERE log_subject_grams(subject_key) @> @grams AND subject_key LIKE @subject{range}",
            [("subject", SearchText.ToLike(pattern)), ("grams", grams), .. times]) { Few = LogCondition.FewToRead };
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
            var (test, ids, values) = LogCondition.Address(tables, "address", "recipient", recipient);
            yield return new(test, Led($"recipient IN {ids}"), [.. values, .. times]);
        }
        if (query.Sender is { } sender)
        {
            var (test, ids, values) = LogCondition.Address(tables, "sender", "sender", sender);
            yield return new(test, Led($"sender IN {ids}"), [.. values, .. times]);
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

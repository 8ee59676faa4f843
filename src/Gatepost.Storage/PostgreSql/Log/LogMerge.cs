namespace Gatepost.Storage.PostgreSql.Log;

/// <summary>
/// The statements that carry a stage into the partitions of a day. Every line is an upsert by its key, so that lines may come twice and in any order; which one
/// wins is written in docs/log-and-quarantine.md.
/// </summary>
internal static class LogMerge
{
    /// <summary>Decision and recipients follow their message only where its line is new.</summary>
    public static string Messages(LogTables tables) =>
        $"""
         WITH changed AS (
             INSERT INTO {tables.Message} AS old (day, mail_id, logged_at, fraction, session, listener, client, helo, tls, sender, subject, subject_key,
                 message_id_header, size, accepted, reply, recipients, released_from)
             SELECT $1, mail_id, logged_at, fraction, session, listener, client, helo, tls, sender, subject, subject_key,
                 message_id_header, size, accepted, reply, recipients, released_from
             FROM stage_message
             ON CONFLICT (mail_id) DO UPDATE SET logged_at = excluded.logged_at, fraction = excluded.fraction, session = excluded.session,
                 listener = excluded.listener, client = excluded.client, helo = excluded.helo, tls = excluded.tls, sender = excluded.sender,
                 subject = COALESCE(old.subject, excluded.subject), subject_key = COALESCE(old.subject_key, excluded.subject_key),
                 message_id_header = excluded.message_id_header, size = excluded.size, accepted = excluded.accepted, reply = excluded.reply,
                 recipients = excluded.recipients, released_from = excluded.released_from
             WHERE (excluded.logged_at, excluded.fraction) > (old.logged_at, old.fraction)
             RETURNING mail_id),
         decided AS (
             INSERT INTO {tables.Decision} (day, mail_id, record)
             SELECT $1, stage.mail_id, stage.decision FROM stage_message AS stage JOIN changed USING (mail_id) WHERE stage.decision IS NOT NULL
             ON CONFLICT (mail_id) DO UPDATE SET record = excluded.record)
         INSERT INTO {tables.Recipient} AS old (day, mail_id, number, address, direction, disposition, rule, area, status, status_class, status_at, status_rank)
         SELECT $1, stage.mail_id, stage.number, stage.address, stage.direction, stage.disposition, stage.rule, stage.area,
             stage.status, stage.status_class, stage.status_at, stage.status_rank
         FROM stage_recipient AS stage JOIN changed USING (mail_id) ORDER BY stage.mail_id, stage.number
         ON CONFLICT (mail_id, number) DO UPDATE SET address = excluded.address, direction = excluded.direction,
             disposition = excluded.disposition, rule = excluded.rule, area = excluded.area,
             status = {Newer("excluded.status", "old.status")}, status_class = {Newer("excluded.status_class", "old.status_class")},
             status_at = {Newer("excluded.status_at", "old.status_at")}, status_rank = {Newer("excluded.status_rank", "old.status_rank")},
             note = {Newer("NULL", "old.note")}
         """;

    public static string States(LogTables tables) =>
        $"""
         INSERT INTO {tables.Recipient} AS old (day, mail_id, number, status, status_class, status_at, status_rank, note)
         SELECT $1, mail_id, number, status, status_class, status_at, status_rank, note FROM stage_status
         ON CONFLICT (mail_id, number) DO UPDATE SET status = excluded.status, status_class = excluded.status_class,
             status_at = excluded.status_at, status_rank = excluded.status_rank, note = excluded.note
         WHERE {IsNewer}
         """;

    public static string Attempts(LogTables tables) =>
        $"""
         INSERT INTO {tables.Attempt} AS old (day, mail_id, recipient, attempt, at, next_hop, outcome, reply, tls)
         SELECT $1, mail_id, recipient, attempt, at, next_hop, outcome, reply, tls FROM stage_attempt
         ON CONFLICT (mail_id, recipient, attempt) DO UPDATE SET at = excluded.at, next_hop = excluded.next_hop, outcome = excluded.outcome,
             reply = excluded.reply, tls = excluded.tls
         WHERE (excluded.at, excluded.outcome, excluded.reply, excluded.next_hop) > (old.at, old.outcome, old.reply, old.next_hop)
         """;

    public static string Refusals(LogTables tables) =>
        $"""
         INSERT INTO {tables.Refusal} (day, session, number, at, listener, client, helo, sender, recipient, command, reply, mail_id)
         SELECT $1, session, number, at, listener, client, helo, sender, recipient, command, reply, mail_id FROM stage_refusal
         ON CONFLICT (session, number) DO NOTHING
         """;

    private const string IsNewer =
        "(old.status IS NULL OR (excluded.status_class, excluded.status_at, excluded.status_rank) > (old.status_class, old.status_at, old.status_rank))";

    private static string Newer(string taken, string kept) => $"CASE WHEN excluded.status IS NOT NULL AND {IsNewer} THEN {taken} ELSE {kept} END";
}

using Gatepost.Storage.PostgreSql;
using Gatepost.Storage.PostgreSql.Log;
using Npgsql;

namespace Gatepost.LogScale;

/// <summary>
/// Makes days of a log as copies of others, shifted in time, by statements of the database: a quarter of the work of loading them line by line, on a machine that
/// has not the hours for it. Addresses and subjects are those of the day that is copied; ids, times and Message-IDs are new.
/// </summary>
internal static class DayCopies
{
    public static async Task MakeAsync(PostgreSqlConnections connections, DateOnly from, DateOnly to)
    {
        var (old, made) = (new LogTables(from), new LogTables(to));
        var shift = (long)(to.DayNumber - from.DayNumber) * 86_400_000;
        string Id(string column) => $"(lpad(to_hex(('x' || left(replace({column}::text, '-', ''), 12))::bit(48)::bigint + {shift}), 12, '0') || substr(replace({column}::text, '-', ''), 13))::uuid";
        var day = $"'{to:yyyy-MM-dd}'::date";
        await using var connection = await connections.Main.OpenConnectionAsync();
        await RunAsync(connection, LogPartitions.Tables(made));
        await RunAsync(connection,
            $"""
             INSERT INTO {made.Address} SELECT {day}, id, spelling, key FROM {old.Address};
             INSERT INTO {made.Message} SELECT {day}, {Id("mail_id")}, logged_at + {shift}, fraction, {Id("session")}, listener, client, helo, tls, sender, subject, subject_key,
                 replace(message_id_header, '<{from.DayNumber}-', '<{to.DayNumber}-'), size, accepted, reply, recipients, released_from FROM {old.Message};
             INSERT INTO {made.Decision} SELECT {day}, {Id("mail_id")}, record FROM {old.Decision};
             INSERT INTO {made.Recipient} SELECT {day}, {Id("mail_id")}, number, address, direction, disposition, rule, area, status, status_class, status_at + {shift}, status_rank, note FROM {old.Recipient};
             INSERT INTO {made.Attempt} SELECT {day}, {Id("mail_id")}, recipient, attempt, at + {shift}, next_hop, outcome, reply, tls FROM {old.Attempt};
             INSERT INTO {made.Refusal} SELECT {day}, {Id("session")}, number, at + {shift}, listener, client, helo, sender, recipient, command, reply, mail_id FROM {old.Refusal};
             """);
        await RunAsync(connection, LogPartitions.Indexes(made, hasTrigrams: true));
        await RunAsync(connection, LogPartitions.Attachment(made));
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }
}

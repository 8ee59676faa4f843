using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Storage.Sqlite.Log;
using Gatepost.Storage.Tests.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gatepost.Storage.Tests.Sqlite;

/// <summary>Days large enough that conditions are met by more lines than a search sorts: whichever way it goes, it finds what reading every line would.</summary>
public sealed class SqliteLogNarrowingTests : IDisposable
{
    private readonly DatabaseFolder _folder = new();
    private readonly SqliteLogStore _store;

    public SqliteLogNarrowingTests() => _store = new SqliteLogStore(_folder.Settings, TimeProvider.System, NullLogger<SqliteLogStore>.Instance);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_pair_of_conditions_finds_what_reading_every_line_finds()
    {
        var messages = Enumerable.Range(0, 5_200).Select(Message).Concat(Enumerable.Range(0, 3).SelectMany(day => Enumerable.Range(0, 90).Select(number => Message(number) with
        {
            At = At(number).AddDays(-1 - day), MailId = MailIds.At(At(number).AddDays(-1 - day)),
        }))).ToList();
        await _store.LoadAsync(messages, Token);
        var conditions = Conditions().ToList();
        foreach (var first in conditions)
        {
            foreach (var second in conditions)
                await AssertFoundAsync(messages, second.Narrow(first.Narrow(new LogQuery { Limit = 300 })), $"{first.Name}, {second.Name}");
        }
        Assert.StartsWith("SCAN message USING INDEX sqlite_autoindex_message_1", Plan(new LogQuery { Sender = "*@big.example", Recipient = "*@x.example" }), StringComparison.Ordinal);
        Assert.Contains("INDEX recipient_status", Plan(new LogQuery { Status = RecipientStatus.Bounced, Disposition = Disposition.Deliver }), StringComparison.Ordinal);
        Assert.Contains("INDEX message_refused", Plan(new LogQuery { Refused = true }), StringComparison.Ordinal);
    }

    private static DateTimeOffset At(int number) => LogLines.Noon.AddSeconds(number);

    /// <summary>Halves and quarters of the lines have something in common, and some of them never meet.</summary>
    private static MessageLogged Message(int number)
    {
        var message = LogLines.Message(At(number), number % 2 == 0 ? $"r{number}@x.example" : "one@y.example", $"second{number % 7}@z.example");
        var isRefused = number % 40 == 3;
        var status = number % 2 == 0 ? RecipientStatus.Queued : number % 100 == 1 ? RecipientStatus.Bounced : RecipientStatus.Delivered;
        return message with
        {
            Sender = number % 2 == 0 ? $"s{number}@small.example" : $"s{number}@big.example",
            Subject = number % 2 == 0 ? "An invoice" : number == 77 ? "zq" : "A report",
            ClientAddress = number % 4 == 0 ? "192.0.2.4" : "192.0.2.1",
            Accepted = !isRefused,
            Recipients =
            [
                message.Recipients[0] with { Status = isRefused ? null : status, Disposition = isRefused ? Disposition.Reject : Disposition.Deliver },
                message.Recipients[1] with { Status = isRefused ? null : RecipientStatus.Quarantined, Disposition = isRefused ? Disposition.Reject : Disposition.Quarantine },
            ],
        };
    }

    private static IEnumerable<Condition> Conditions() =>
    [
        new("any", query => query, _ => true),
        new("recipient domain", query => query with { Recipient = "*@x.example" }, line => line.Recipient.Address.EndsWith("@x.example", StringComparison.Ordinal)),
        new("recipient", query => query with { Recipient = "one@y.example" }, line => line.Recipient.Address == "one@y.example"),
        new("sender domain", query => query with { Sender = "*@big.example" }, line => line.Message.Sender.EndsWith("@big.example", StringComparison.Ordinal)),
        new("sender begins", query => query with { Sender = "s12*" }, line => line.Message.Sender.StartsWith("s12", StringComparison.Ordinal)),
        new("subject", query => query with { Subject = "*invoice*" }, line => line.Message.Subject == "An invoice"),
        new("two letters", query => query with { Subject = "*zq*" }, line => line.Message.Subject == "zq"),
        new("two letters, common", query => query with { Subject = "*re*" }, line => line.Message.Subject == "A report"),
        new("client", query => query with { ClientAddress = "192.0.2.4" }, line => line.Message.ClientAddress == "192.0.2.4"),
        new("queued", query => query with { Status = RecipientStatus.Queued }, line => line.Recipient.Status == RecipientStatus.Queued),
        new("delivered", query => query with { Status = RecipientStatus.Delivered }, line => line.Recipient.Status == RecipientStatus.Delivered),
        new("bounced", query => query with { Status = RecipientStatus.Bounced }, line => line.Recipient.Status == RecipientStatus.Bounced),
        new("held", query => query with { Status = RecipientStatus.Held }, line => line.Recipient.Status == RecipientStatus.Held),
        new("deliver", query => query with { Disposition = Disposition.Deliver }, line => line.Recipient.Disposition == Disposition.Deliver),
        new("quarantine", query => query with { Disposition = Disposition.Quarantine }, line => line.Recipient.Disposition == Disposition.Quarantine),
        new("refused", query => query with { Refused = true }, line => !line.Message.Accepted),
        new("not refused", query => query with { Refused = false }, line => line.Message.Accepted),
        new("since", query => query with { Since = At(2_000) }, line => line.Message.At >= At(2_000)),
        new("until", query => query with { Until = At(40) }, line => line.Message.At < At(40)),
    ];

    private async Task AssertFoundAsync(List<MessageLogged> messages, LogQuery query, string what)
    {
        // Of two conditions of one member the query holds the second: those that change nothing of it are in force.
        var lines = messages.OrderByDescending(message => message.At).SelectMany(message => message.Recipients.Select(recipient => new Line(message, recipient)));
        var wanted = Conditions().Aggregate(lines, (left, condition) => condition.Narrow(query) == query ? left.Where(condition.Meets) : left);
        var expected = wanted.Take(query.Limit).Select(line => (line.Message.MailId, line.Recipient.Address)).ToList();
        var found = (await _store.SearchAsync(query, Token)).Select(row => (row.MailId!.Value, row.Recipient!)).ToList();
        Assert.True(expected.SequenceEqual(found), $"{what}: expected {expected.Count} rows, found {found.Count}.");
    }

    private string Plan(LogQuery query)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.LogFile("2026-03-04")}");
        connection.Open();
        using var command = LogSearchQuery.ForMessages(connection, query, new LogAddressMatches(query), 100)!;
        command.CommandText = "EXPLAIN QUERY PLAN " + command.CommandText;
        using var reader = command.ExecuteReader();
        var plan = new List<string>();
        while (reader.Read())
            plan.Add(reader.GetString(3));
        return string.Join('\n', plan);
    }

    private sealed record Line(MessageLogged Message, RecipientLogged Recipient);

    private sealed record Condition(string Name, Func<LogQuery, LogQuery> Narrow, Func<Line, bool> Meets);
}

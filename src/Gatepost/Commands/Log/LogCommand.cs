using System.CommandLine;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Terminal;

namespace Gatepost.Commands.Log;

/// <summary><c>gatepost log search</c>: messages and refusals, in one search.</summary>
internal static class LogCommand
{
    public static Verb Build(AdminCall call)
    {
        var verb = new Verb(
            "log", "Search what passed, and what was refused and why.",
            new VerbExample("gatepost log search --recipient anna@example.org --since 1d", "Where is the mail that Anna waits for?"));
        verb.Add(Search(call));
        return verb;
    }

    private static Verb Search(AdminCall call)
    {
        var options = new SearchOptions(call.Io.Time);
        var json = JsonOption.Make();
        var verb = new Verb(
            "search", "Search messages and refusals, newest first. All that is given must match; in patterns * stands for anything.",
            new VerbExample("gatepost log search --recipient anna@example.org --since 1d", "Where is the mail that Anna waits for?"),
            new VerbExample("gatepost log search --refused --client 192.0.2.7", "What we refused to one client"),
            new VerbExample("gatepost log search --disposition quarantine --since 2h --json", "For scripts"),
            new VerbExample("gatepost log search --message-id '<abc@example.com>'", "By the Message-ID header"));
        foreach (var option in options.All)
            verb.Add(option);
        verb.Add(json);
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed, client => client.GetAsync(options.Route(parsed), AdminJson.Default.IReadOnlyListLogRow, cancellationToken),
            rows => Listing.Show(call.Io, parsed.GetValue(json), rows, "Nothing in the log matches.", found => Table(found, call.Io))));
        return verb;
    }

    private static TextTable Table(IReadOnlyList<LogRow> rows, CommandIo io)
    {
        var table = new TextTable(
            new("TIME (UTC)"), new("ID (for explain)"), new("FROM", IsFlexible: true), new("TO", IsFlexible: true), new("SUBJECT", IsFlexible: true), new("DECIDED"), new("STATE"), new("WHY", IsWrapped: true));
        foreach (var row in rows)
        {
            table.Add(
                TimeText.Of(row.At), row.MailId?.ToString() ?? row.SessionId.ToString("D"), row.Sender is { Length: 0 } ? "<>" : row.Sender ?? "", row.Recipient ?? "", row.Subject ?? "",
                new TableCell(row.Disposition is { } disposition ? KebabWord.Of(disposition) : "refused", DispositionPaint.Style(io.Palette, row.Disposition)),
                new TableCell(row.Status is { } status ? KebabWord.Of(status) : "", DispositionPaint.Style(io.Palette, row.Status)),
                row.Rule ?? row.Reply ?? "");
        }
        return table;
    }

    private sealed class SearchOptions
    {
        private readonly Option<DateTimeOffset?> _since;
        private readonly Option<DateTimeOffset?> _until;
        private readonly Option<string?> _sender = Pattern("--sender", "The envelope sender");
        private readonly Option<string?> _recipient = Pattern("--recipient", "The envelope recipient");
        private readonly Option<string?> _subject = Pattern("--subject", "The subject");
        private readonly Option<string?> _messageId = new("--message-id") { Description = "The Message-ID header, exactly.", HelpName = "ID" };
        private readonly Option<string?> _client = new("--client") { Description = "The client's address, exactly.", HelpName = "IP" };
        private readonly Option<string?> _disposition = new("--disposition") { Description = "What the policy decided: " + string.Join(", ", KebabWord.All<Disposition>()) + ".", HelpName = "WORD" };
        private readonly Option<string?> _status = new("--status") { Description = "The recipient's state: " + string.Join(", ", KebabWord.All<RecipientStatus>()) + ".", HelpName = "WORD" };
        private readonly Option<bool> _refused = new("--refused") { Description = "Only refusals." };
        private readonly Option<bool> _accepted = new("--accepted") { Description = "No refusals." };
        private readonly Option<int?> _limit = LimitOption.Make();

        public SearchOptions(TimeProvider time)
        {
            _since = TimeOption.Make("--since", "From then on", time);
            _until = TimeOption.Make("--until", "Before then", time);
            _disposition.AcceptOnlyFromAmong([.. KebabWord.All<Disposition>()]);
            _status.AcceptOnlyFromAmong([.. KebabWord.All<RecipientStatus>()]);
        }

        public Option[] All => [_since, _until, _sender, _recipient, _subject, _messageId, _client, _disposition, _status, _refused, _accepted, _limit];

        public string Route(ParseResult parsed) => Administration.Route.With(
            "log",
            ("since", Administration.Route.Text(parsed.GetValue(_since))), ("until", Administration.Route.Text(parsed.GetValue(_until))),
            ("sender", parsed.GetValue(_sender)), ("recipient", parsed.GetValue(_recipient)), ("subject", parsed.GetValue(_subject)),
            ("messageId", parsed.GetValue(_messageId)), ("client", parsed.GetValue(_client)), ("disposition", parsed.GetValue(_disposition)),
            ("status", parsed.GetValue(_status)), ("refused", parsed.GetValue(_refused) ? "true" : parsed.GetValue(_accepted) ? "false" : null),
            ("limit", Administration.Route.Text(parsed.GetValue(_limit))));

        private static Option<string?> Pattern(string name, string what) => new(name) { Description = what + "; * stands for anything.", HelpName = "PATTERN" };
    }
}

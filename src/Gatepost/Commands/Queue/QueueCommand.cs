using System.CommandLine;
using System.Globalization;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Spool;
using Gatepost.Terminal;

namespace Gatepost.Commands.Queue;

/// <summary><c>gatepost queue</c>: accepted mail that is not yet finished.</summary>
internal static class QueueCommand
{
    public static Verb Build(AdminCall call)
    {
        var verb = new Verb(
            "queue",
            "Mail that was accepted and is not yet finished: waiting for delivery, or held.",
            new VerbExample("gatepost queue list", "What waits, since when, and what the next hop said"),
            new VerbExample("gatepost queue destinations", "Where mail waits for, and why it does not get there"),
            new VerbExample("gatepost queue retry ID", "Try one message now, whatever its schedule says"),
            new VerbExample("gatepost queue flush", "Try everything now"));
        verb.Add(List(call));
        verb.Add(QueueDestinations.Build(call));
        verb.Add(Show(call));
        verb.Add(Act(call, "retry", "Try delivery of messages now, whatever their schedule says.", HttpMethod.Post, "retry"));
        verb.Add(Flush(call));
        verb.Add(Act(call, "hold", "Keep messages from being delivered until they are released.", HttpMethod.Post, "hold"));
        verb.Add(Act(call, "release", "Let held messages go on their way.", HttpMethod.Post, "release"));
        verb.Add(Act(call, "delete", "Throw messages away for good. Their recipients get nothing, their senders hear nothing.", HttpMethod.Delete, null));
        return verb;
    }

    private static Verb List(AdminCall call)
    {
        var status = new Option<string?>("--status") { Description = "Only messages with a recipient in this state: queued or held.", HelpName = "STATE" };
        status.AcceptOnlyFromAmong("queued", "held");
        var sender = new Option<string?>("--sender") { Description = "Only from senders that match; * stands for anything.", HelpName = "PATTERN" };
        var recipient = new Option<string?>("--recipient") { Description = "Only to recipients that match; * stands for anything.", HelpName = "PATTERN" };
        var limit = LimitOption.Make();
        var json = JsonOption.Make();
        var verb = new Verb(
            "list", "List unfinished messages, oldest first.",
            new VerbExample("gatepost queue list --recipient '*@example.org'", "What waits for one domain"),
            new VerbExample("gatepost queue list --status held --json | jq -r .id", "Ids of held messages, for scripts"))
        {
            status, sender, recipient, limit, json,
        };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(
                Route.With("queue", ("status", parsed.GetValue(status)), ("sender", parsed.GetValue(sender)), ("recipient", parsed.GetValue(recipient)), ("limit", Route.Text(parsed.GetValue(limit)))),
                AdminJson.Default.IReadOnlyListQueuedMail, cancellationToken),
            mails => Listing.Show(call.Io, parsed.GetValue(json), mails, "The queue is empty.", rows => Table(rows, call.Io))));
        return verb;
    }

    private static TextTable Table(IReadOnlyList<QueuedMail> mails, CommandIo io)
    {
        var now = io.Time.GetUtcNow();
        var table = new TextTable(
            new("ID"), new("ACCEPTED"), new("FROM", IsFlexible: true), new("TO", IsFlexible: true), new("STATE"), new("NEXT"), new("LAST REPLY", IsWrapped: true));
        foreach (var mail in mails)
        {
            foreach (var recipient in mail.Recipients.Where(recipient => recipient.Status is RecipientStatus.Queued or RecipientStatus.Held))
            {
                table.Add(
                    mail.Id.ToString(), TimeText.Relative(mail.ReceivedAt, now), Sender(mail.Sender), recipient.Address + (recipient.Via is { } via ? $" via {via}" : ""),
                    new TableCell(KebabWord.Of(recipient.Status), DispositionPaint.Style(io.Palette, recipient.Status)),
                    recipient.NextAttempt is { } next ? TimeText.Relative(next, now) : "", recipient.Reply ?? recipient.Reason);
            }
        }
        return table;
    }

    private static Verb Show(AdminCall call)
    {
        var id = IdArgument.One();
        var json = JsonOption.Make();
        var verb = new Verb("show", "Show one message of the queue with all its recipients.", new VerbExample("gatepost queue show ID", "Every recipient, its attempts, the next hop's words")) { id, json };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(Route.Of("queue", parsed.GetRequiredValue(id)), AdminJson.Default.QueuedMail, cancellationToken),
            mail => ShowOne(mail, parsed.GetValue(json), call.Io)));
        return verb;
    }

    private static int ShowOne(QueuedMail mail, bool isJson, CommandIo io)
    {
        if (isJson)
        {
            io.Out.WriteLine(Listing.Json(mail));
            return ExitCode.Success;
        }
        var facts = new TextTable(new(""), new("", IsWrapped: true));
        facts.Add("Id", mail.Id.ToString());
        facts.Add("Accepted", $"{TimeText.Of(mail.ReceivedAt)} UTC" + (mail.Client is null ? "" : $" from {mail.Client}"));
        facts.Add("From", Sender(mail.Sender));
        facts.Add("Subject", mail.Subject ?? "(none)");
        facts.Add("Size", Gateway.Configuration.Units.SizeText.Format(mail.Size));
        facts.Write(io);
        foreach (var recipient in mail.Recipients)
        {
            io.Out.WriteLine();
            io.Out.WriteLine($"{TerminalText.Clean(recipient.Address)}: {DispositionPaint.Style(io.Palette, recipient.Status)(KebabWord.Of(recipient.Status))} since {TimeText.Of(recipient.At)} UTC");
            io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  attempts {recipient.Attempts}{(recipient.NextAttempt is { } next ? $", next at {TimeText.Of(next)} UTC" : "")}"));
            if (recipient.Via is { } via)
                io.Out.WriteLine($"  goes to {TerminalText.Clean(via)}, as its listener says");
            if (recipient.Reply is { } reply)
                io.Out.WriteLine($"  {TerminalText.Clean(recipient.NextHop ?? "next hop")} said: {TerminalText.Clean(reply)}");
            if (recipient.Reason is { } reason)
                io.Out.WriteLine("  " + TerminalText.Clean(reason));
        }
        return ExitCode.Success;
    }

    private static Verb Flush(AdminCall call)
    {
        var verb = new Verb("flush", "Try delivery of everything now.", new VerbExample("gatepost queue flush", "After the next hop is back"));
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed, client => client.SendAsync(HttpMethod.Post, "queue/flush", AdminJson.Default.ActResult, cancellationToken),
            result =>
            {
                call.Io.Out.WriteLine(TerminalText.Clean(result.Note));
                return ExitCode.Success;
            }));
        return verb;
    }

    private static Verb Act(AdminCall call, string name, string description, HttpMethod method, string? action)
    {
        var ids = IdArgument.Many();
        var verb = new Verb(name, description, new VerbExample($"gatepost queue {name} ID", "Ids are in \"gatepost queue list\"")) { ids };
        verb.SetAction((parsed, cancellationToken) => call.EachAsync(parsed, parsed.GetRequiredValue(ids), (client, id) =>
            client.SendAsync(method, action is null ? Route.Of("queue", id) : Route.Of("queue", id, action), AdminJson.Default.ActResult, cancellationToken)));
        return verb;
    }

    private static string Sender(string sender) => sender.Length == 0 ? "<>" : sender;
}

using System.CommandLine;
using System.Globalization;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Terminal;

namespace Gatepost.Commands.Quarantine;

/// <summary><c>gatepost quarantine</c>: messages that are kept for people.</summary>
internal static class QuarantineCommand
{
    public static Verb Build(AdminCall call)
    {
        var verb = new Verb(
            "quarantine",
            "Messages that a rule set aside: look at them, release, delete or export them.",
            new VerbExample("gatepost quarantine list --recipient anna@example.org", "What was kept from Anna"),
            new VerbExample("gatepost quarantine release ID", "Deliver it to its recipients after all"),
            new VerbExample("gatepost quarantine export ID -o suspicious.eml", "Get the original octets"));
        verb.Add(List(call));
        verb.Add(Show(call));
        verb.Add(Act(call, "release", "Deliver messages to the recipients that they were kept from, without inspecting them again.", HttpMethod.Post, "release"));
        verb.Add(Act(call, "reprocess", "Inspect messages again and let the policy in force decide anew.", HttpMethod.Post, "reprocess"));
        verb.Add(Act(call, "delete", "Delete messages from the quarantine for good.", HttpMethod.Delete, null));
        verb.Add(QuarantineExport.Build(call));
        return verb;
    }

    private static Verb List(AdminCall call)
    {
        var area = new Option<string?>("--area") { Description = "Only this quarantine area.", HelpName = "NAME" };
        var sender = new Option<string?>("--sender") { Description = "Only from senders that match; * stands for anything.", HelpName = "PATTERN" };
        var recipient = new Option<string?>("--recipient") { Description = "Only for recipients that match.", HelpName = "PATTERN" };
        var subject = new Option<string?>("--subject") { Description = "Only subjects that match.", HelpName = "PATTERN" };
        var since = TimeOption.Make("--since", "Only what was set aside since then", call.Io.Time);
        var limit = LimitOption.Make();
        var json = JsonOption.Make();
        var verb = new Verb(
            "list", "List the quarantine, newest first.",
            new VerbExample("gatepost quarantine list --since 1d", "What was set aside since yesterday"),
            new VerbExample("gatepost quarantine list --subject '*invoice*' --json", "For scripts"))
        {
            area, sender, recipient, subject, since, limit, json,
        };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(
                Route.With(
                    "quarantine", ("area", parsed.GetValue(area)), ("sender", parsed.GetValue(sender)), ("recipient", parsed.GetValue(recipient)),
                    ("subject", parsed.GetValue(subject)), ("since", Route.Text(parsed.GetValue(since))), ("limit", Route.Text(parsed.GetValue(limit)))),
                AdminJson.Default.IReadOnlyListQuarantineListing, cancellationToken),
            mails => Listing.Show(call.Io, parsed.GetValue(json), mails, "Nothing is in the quarantine.", rows => Table(rows, call.Io))));
        return verb;
    }

    private static TextTable Table(IReadOnlyList<QuarantineListing> mails, CommandIo io)
    {
        var now = io.Time.GetUtcNow();
        var table = new TextTable(
            new("ID"), new("SET ASIDE"), new("AREA"), new("FROM", IsFlexible: true), new("FOR", IsFlexible: true), new("EXPIRES"), new("SUBJECT", IsFlexible: true), new("WHY", IsWrapped: true));
        foreach (var mail in mails)
        {
            table.Add(
                mail.Id.ToString(), TimeText.Relative(mail.At, now), mail.Area, Sender(mail.Sender), mail.Address, TimeText.Relative(mail.ExpiresAt, now),
                mail.Subject ?? "", mail.Reason ?? mail.Rule ?? "");
        }
        return table;
    }

    private static Verb Show(AdminCall call)
    {
        var id = IdArgument.One();
        var json = JsonOption.Make();
        var verb = new Verb("show", "Show one quarantined message.", new VerbExample("gatepost quarantine show ID", "Who, to whom, since when, why")) { id, json };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(Route.Of("quarantine", parsed.GetRequiredValue(id)), AdminJson.Default.IReadOnlyListQuarantineListing, cancellationToken),
            mails => ShowOne(mails, parsed.GetValue(json), call.Io)));
        return verb;
    }

    private static int ShowOne(IReadOnlyList<QuarantineListing> mails, bool isJson, CommandIo io)
    {
        foreach (var mail in mails)
        {
            if (isJson)
            {
                io.Out.WriteLine(Listing.Json(mail));
                continue;
            }
            var facts = new TextTable(new(""), new("", IsWrapped: true));
            facts.Add("Id", mail.Id.ToString());
            facts.Add("From", Sender(mail.Sender));
            facts.Add("For", string.Create(CultureInfo.InvariantCulture, $"{mail.Address} (recipient {mail.Recipient})"));
            facts.Add("Subject", mail.Subject ?? "(none)");
            facts.Add("Size", SizeText.Format(mail.Size));
            facts.Add("Area", mail.Area);
            facts.Add("Rule", mail.Rule ?? "");
            facts.Add("Because", mail.Reason ?? "");
            facts.Add("Set aside", TimeText.Of(mail.At) + " UTC");
            facts.Add("Expires", TimeText.Of(mail.ExpiresAt) + " UTC");
            facts.Write(io);
            io.Out.WriteLine();
        }
        return ExitCode.Success;
    }

    private static Verb Act(AdminCall call, string name, string description, HttpMethod method, string? action)
    {
        var ids = IdArgument.Many();
        var recipients = new Option<int[]>("--recipient")
        {
            Description = "Only the recipients of these numbers (see \"show\"); may be given many times. Default: all.",
            HelpName = "N",
        };
        var verb = new Verb(name, description, new VerbExample($"gatepost quarantine {name} ID", "Ids are in \"gatepost quarantine list\"")) { ids, recipients };
        verb.SetAction((parsed, cancellationToken) => call.EachAsync(parsed, parsed.GetRequiredValue(ids), (client, id) =>
        {
            var route = action is null ? Route.Of("quarantine", id) : Route.Of("quarantine", id, action);
            var chosen = parsed.GetValue(recipients) is { Length: > 0 } numbers ? string.Join(',', numbers.Select(number => Route.Text(number))) : null;
            return client.SendAsync(method, Route.With(route, ("recipients", chosen)), AdminJson.Default.ActResult, cancellationToken);
        }));
        return verb;
    }

    private static string Sender(string sender) => sender.Length == 0 ? "<>" : sender;
}

using System.Globalization;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Terminal;

namespace Gatepost.Commands.Explain;

/// <summary>An explanation in sentences, in the order in which it happened.</summary>
internal sealed class ExplanationText(CommandIo io)
{
    private const int ShownHash = 12;

    public void Write(Explanation explanation)
    {
        if (explanation.Message is { } message)
            WriteArrival(message);
        else if (explanation.Queued is { } queued)
            WriteArrival(queued);
        if (explanation.Decision is { } decision)
        {
            if (decision.Client is { } known)
                WriteClient(known);
            WriteSeen(decision);
            WriteDecided(explanation, decision);
        }
        if (explanation.Message is not null || explanation.Queued is not null)
            WriteDone(explanation);
        WriteRefusals(explanation);
    }

    private void WriteArrival(MessageLogged message)
    {
        Title($"Message {message.MailId}");
        var client = message.ClientAddress is null ? "the gateway itself" : message.ClientAddress + (message.Helo is null ? "" : $" ({message.Helo})");
        var protection = message.ClientAddress is null ? "" : message.Tls is null ? " without TLS" : $" over {message.Tls}";
        Sentence(message.At, $"From {Sender(message.Sender)}, brought by {client} to listener {message.Listener}{protection}.");
        Sentence(null, $"Subject: {message.Subject ?? "(none)"}");
        if (message.MessageIdHeader is { } header)
            Sentence(null, $"Message-ID: {header}");
        Sentence(null, $"{SizeText.Format(message.Size)}, for {string.Join(", ", message.Recipients.Select(recipient => recipient.Address))}.");
    }

    private void WriteArrival(QueuedMail mail)
    {
        Title($"Message {mail.Id}");
        Sentence(mail.ReceivedAt, $"From {Sender(mail.Sender)}, brought by {mail.Client ?? "the gateway itself"}. It is not in the log's database yet.");
        Sentence(null, $"Subject: {mail.Subject ?? "(none)"}");
    }

    private void WriteClient(ClientIdentity client)
    {
        if (client.Account is { } account)
            Sentence(null, $"The client authenticated itself as {account}.");
        if (client.Certificate is { } certificate)
            Sentence(null, $"The client showed the trusted certificate of {certificate}.");
        if (client.Name is { } name)
            Sentence(null, $"The client's verified name is {name}.");
        if (client.ForwardedBy is { } server)
            Sentence(null, $"Passed on by {server.Address?.ToString() ?? "a server"} ({server.Helo}){(server.Identity is { } identity ? $", which knows it as {identity}" : "")}.");
    }

    private void WriteSeen(DecisionRecord record)
    {
        Title("What was seen");
        if (record.Findings.IsEmpty)
            Sentence(null, "No inspector found anything.");
        foreach (var finding in record.Findings)
        {
            var where = finding.Part is { } part ? $" in part {part}{PartName(record, part)}" : "";
            Sentence(null, $"{finding.Inspector} found {KebabWord.Of(finding.Category)} {finding.Name}{where}: {finding.Evidence}.", io.Palette.Bad);
        }
        if (!record.Runs.IsEmpty)
        {
            var runs = record.Runs.Select(run => string.Create(
                CultureInfo.InvariantCulture, $"{run.Inspector} ({run.Elapsed.TotalMilliseconds:0.#} ms{(run.Outcome == "done" ? "" : ", " + run.Outcome)})"));
            Sentence(null, $"Inspected by {string.Join(", ", runs)}.");
        }
        var parts = record.Parts.Count(part => !part.IsMultipart);
        Sentence(null, string.Create(CultureInfo.InvariantCulture, $"It holds {parts} part{(parts == 1 ? "" : "s")}; SHA-256 of the content {record.ContentSha256}."));
    }

    private static string PartName(DecisionRecord record, string path) =>
        record.Parts.FirstOrDefault(part => part.Path == path)?.Name is { } name ? $" ({name})" : "";

    private void WriteDecided(Explanation explanation, DecisionRecord record)
    {
        var hash = record.PolicyHash.Length > ShownHash ? record.PolicyHash[..ShownHash] : record.PolicyHash;
        Title(string.Create(CultureInfo.InvariantCulture, $"What was decided, by revision {record.Decision.Revision} of the policy ({hash})"));
        for (var i = 0; i < record.Decision.Recipients.Length; i++)
        {
            var decision = record.Decision.Recipients[i];
            var direction = i < record.Directions.Length ? $" ({KebabWord.Of(record.Directions[i])})" : "";
            var area = decision.Area is { } name ? $" in area {name}" : "";
            var why = decision.Rule is null ? "no rule stopped it" : $"rule \"{decision.Rule}\"{(decision.Reason is { } reason ? ": " + reason : "")}";
            Sentence(record.DecidedAt, $"{Address(explanation, i)}{direction}: {KebabWord.Of(decision.Disposition)}{area}; {why}.", DispositionPaint.Style(io.Palette, decision.Disposition));
            foreach (var match in decision.Matches)
                Sentence(null, $"  Rule \"{match.Rule}\" matched because {match.Because}; done: {match.Did}.");
        }
        if (record.FrontNote is { } note)
            Sentence(null, note);
    }

    private void WriteDone(Explanation explanation)
    {
        Title("What was done");
        if (explanation.Message is { Reply: { } reply } message)
            Sentence(message.At, $"We answered the client: {reply}");
        var events = explanation.Attempts.Select(attempt => (attempt.At, Text: Words(explanation, attempt)))
            .Concat(explanation.Statuses.Select(status => (status.At, Text: Words(explanation, status))))
            .OrderBy(line => line.At);
        foreach (var (at, text) in events)
            Sentence(at, text);
        WriteNow(explanation);
    }

    private static string Words(Explanation explanation, AttemptLogged attempt)
    {
        var tls = attempt.Tls is null ? "" : $" over {attempt.Tls}";
        return string.Create(
            CultureInfo.InvariantCulture, $"{Address(explanation, attempt.Recipient)}: attempt {attempt.Attempt} at {attempt.NextHop}{tls}: {attempt.Outcome}; answer: {attempt.Reply}");
    }

    private static string Words(Explanation explanation, StatusLogged status) =>
        $"{Address(explanation, status.Recipient)}: {KebabWord.Of(status.Status)}{(status.Note is { } note ? ", " + note : "")}.";

    private void WriteNow(Explanation explanation)
    {
        foreach (var recipient in explanation.Queued?.Recipients ?? [])
        {
            if (recipient.Status is not (RecipientStatus.Queued or RecipientStatus.Held))
                continue;
            var next = recipient.NextAttempt is { } due ? $", next attempt at {TimeText.Of(due)} UTC ({TimeText.Relative(due, io.Time.GetUtcNow())})" : "";
            Sentence(null, $"Now: {recipient.Address} is {KebabWord.Of(recipient.Status)}{(recipient.Via is { } via ? $" for {via}" : "")}{next}{(recipient.Reason is { } reason ? $" ({reason})" : "")}.", io.Palette.Warning);
        }
    }

    private void WriteRefusals(Explanation explanation)
    {
        if (explanation.Refusals.IsDefaultOrEmpty)
            return;
        var first = explanation.Refusals[0];
        Title($"Refusals in session {first.SessionId:D}");
        Sentence(first.At, $"Client {first.ClientAddress}{(first.Helo is null ? "" : $" ({first.Helo})")} at listener {first.Listener}.");
        foreach (var refusal in explanation.Refusals)
        {
            Sentence(refusal.At, $"It said: {refusal.Command}{(refusal.Sender is { } sender ? $" (from {Sender(sender)})" : "")}");
            Sentence(null, $"We answered: {refusal.Reply}", io.Palette.Bad);
        }
    }

    private static string Address(Explanation explanation, int recipient) =>
        explanation.Message?.Recipients.ElementAtOrDefault(recipient)?.Address
        ?? explanation.Queued?.Recipients.ElementAtOrDefault(recipient)?.Address
        ?? string.Create(CultureInfo.InvariantCulture, $"recipient {recipient}");

    private static string Sender(string sender) => sender.Length == 0 ? "<> (the null sender)" : sender;

    private void Title(string text)
    {
        io.Out.WriteLine();
        io.Out.WriteLine(io.Palette.Strong(TerminalText.Clean(text)));
    }

    private void Sentence(DateTimeOffset? at, string text, Func<string, string>? paint = null)
    {
        var time = at is { } moment ? TimeText.Of(moment) : "";
        var clean = TerminalText.Clean(text);
        io.Out.WriteLine($"  {io.Palette.Faint(time.PadRight(19))}  {paint?.Invoke(clean) ?? clean}");
    }
}

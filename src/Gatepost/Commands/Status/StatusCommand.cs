using System.CommandLine;
using System.Globalization;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Status;

/// <summary><c>gatepost status</c>: is all well?</summary>
internal static class StatusCommand
{
    public static Verb Build(AdminCall call)
    {
        var json = JsonOption.Make();
        var verb = new Verb(
            "status",
            "How the gateway is: listeners, policy in force, spool, whether the books balance. Exit code 1 when something is wrong.",
            new VerbExample("gatepost status", "For people"),
            new VerbExample("gatepost status --json | jq .books", "For monitoring"))
        {
            json,
        };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed, client => client.GetAsync("status", AdminJson.Default.GatewayStatus, cancellationToken), status => Show(status, parsed.GetValue(json), call.Io)));
        return verb;
    }

    private static int Show(GatewayStatus status, bool isJson, CommandIo io)
    {
        var troubles = Troubles(status).ToArray();
        if (isJson)
        {
            io.Out.WriteLine(Listing.Json(status));
            return troubles.Length == 0 ? ExitCode.Success : ExitCode.Failure;
        }
        var culture = CultureInfo.InvariantCulture;
        io.Out.WriteLine($"{(troubles.Length == 0 ? io.Palette.Good("All is well.") : io.Palette.Bad("Something is wrong:"))}");
        foreach (var trouble in troubles)
            io.Out.WriteLine("  " + TerminalText.Clean(trouble));
        var table = new TextTable(new(""), new("", IsWrapped: true));
        table.Add("Gateway", string.Create(culture, $"{status.HostName}, version {status.Version}, process {status.ProcessId}, up since {TimeText.Of(status.StartedAt)} UTC"));
        table.Add("Data", status.DataFolder);
        foreach (var listener in status.Listeners)
            table.Add("Listener", $"{listener.Name} on {listener.Address}");
        table.Add("Policy", status.PolicyHash.Length == 0 ? "none in force" : string.Create(culture, $"revision {status.PolicyRevision} ({(status.PolicyHash.Length > 12 ? status.PolicyHash[..12] : status.PolicyHash)})"));
        table.Add("Spool", string.Create(culture, $"{status.Spool.Messages} messages: {status.Spool.Queued} recipients queued, {status.Spool.Held} held"));
        table.Add("Inspection", string.Create(culture, $"{status.Inspection.Slots} at once, {status.Inspection.Waiting} messages wait{(status.Inspection.WaitSeconds > 0 ? $" some {status.Inspection.WaitSeconds:0.#} seconds" : "")}"));
        if (status.Books is { } books)
            table.Add("Books", string.Create(culture, $"{books.Accepted} recipients accepted = {books.Queued} queued + {books.Held} held + {books.Delivered} delivered + {books.Bounced} bounced + {books.Quarantined} quarantined + {books.Deleted} deleted"));
        table.Write(io);
        return troubles.Length == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    /// <summary>What is wrong, a sentence each.</summary>
    public static IEnumerable<string> Troubles(GatewayStatus status)
    {
        if (status.PolicyTrouble is { } policy)
            yield return policy;
        if (status.SpoolTrouble is { } trouble)
            yield return $"No mail is taken: {trouble}";
        if (status.Inspection.IsOverloaded)
            yield return string.Create(CultureInfo.InvariantCulture, $"Clients are asked to come back (451): {status.Inspection.Waiting} messages wait for inspection, {status.Inspection.WaitSeconds:0.#} seconds by now");
        foreach (var file in status.Corrupt)
            yield return $"A spool file was set aside: {file.Name} ({file.Reason})";
        if (status.Books is { Balance: false } books)
            yield return string.Create(CultureInfo.InvariantCulture, $"The books do not balance: {books.Accepted - books.Queued - books.Held - books.Delivered - books.Bounced - books.Quarantined - books.Deleted} recipients are in no state");
        if (status.BooksTrouble is { } words)
            yield return $"The message log's database does not answer: {words} (mail flows, the log waits in the journal)";
    }
}

using System.Globalization;
using Gatepost.Administration;
using Gatepost.CommandLine;
using Gatepost.Gateway.Administration;
using Gatepost.Terminal;

namespace Gatepost.Commands.Queue;

/// <summary><c>gatepost queue destinations</c>: the queue by where its mail goes.</summary>
internal static class QueueDestinations
{
    public static Verb Build(AdminCall call)
    {
        var limit = LimitOption.Make();
        var json = JsonOption.Make();
        var verb = new Verb(
            "destinations", "List where mail waits for: connections, back-off, TLS and the last error of each.",
            new VerbExample("gatepost queue destinations", "Who does not take our mail, and what he says"))
        {
            limit, json,
        };
        verb.SetAction((parsed, cancellationToken) => call.RunAsync(
            parsed,
            client => client.GetAsync(
                Route.With("queue/destinations", ("limit", Route.Text(parsed.GetValue(limit)))), AdminJson.Default.IReadOnlyListQueueDestination, cancellationToken),
            destinations => Listing.Show(call.Io, parsed.GetValue(json), destinations, "No mail waits, and none was sent lately.", rows => Table(rows, call.Io))));
        return verb;
    }

    private static TextTable Table(IReadOnlyList<QueueDestination> destinations, CommandIo io)
    {
        var now = io.Time.GetUtcNow();
        var table = new TextTable(
            new("DESTINATION", IsFlexible: true), new("WAITING"), new("NEXT"), new("CONNECTIONS"), new("LEFT ALONE"), new("LAST HOP", IsFlexible: true), new("TLS", IsFlexible: true),
            new("LAST ERROR", IsWrapped: true));
        foreach (var destination in destinations)
        {
            table.Add(
                destination.Name,
                destination.Recipients.ToString(CultureInfo.InvariantCulture),
                destination.NextAttempt is { } next ? TimeText.Relative(next, now) : "",
                destination.MostConnections is { } most ? string.Create(CultureInfo.InvariantCulture, $"{destination.Connections} of {most}") : "",
                destination.BackOffUntil is { } until ? TimeText.Relative(until, now) : "",
                destination.NextHop ?? "",
                destination.Tls ?? (destination.LastAttempt is null ? "" : "none"),
                destination.LastError ?? "");
        }
        return table;
    }
}

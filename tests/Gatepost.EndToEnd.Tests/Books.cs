using System.Text.Json;
using Gatepost.Testing.Servers;

namespace Gatepost.EndToEnd.Tests;

/// <summary>The books of a running gateway, as <c>gatepost status --json</c> shows them.</summary>
internal sealed record Books(long Accepted, long Queued, long Held, long Delivered, long Bounced, long Quarantined, long Deleted)
{
    /// <summary>Accepted = the sum of the others.</summary>
    public bool Balance => Accepted == Queued + Held + Delivered + Bounced + Quarantined + Deleted;

    /// <summary>Asks for them.</summary>
    public static async Task<Books> ReadAsync(GatepostProcess gatepost)
    {
        var status = await gatepost.CommandAsync("status", "--json");
        // 1: something is wrong at the moment, such as a log that is still being loaded.
        Assert.True(status.ExitCode is 0 or 1 && status.Output.StartsWith('{'), status.Both);
        using var json = JsonDocument.Parse(status.Output);
        if (!json.RootElement.TryGetProperty("books", out var books) || books.ValueKind == JsonValueKind.Null)
            return new Books(-1, 0, 0, 0, 0, 0, 0);
        long Count(string name) => books.GetProperty(name).GetInt64();
        return new Books(Count("accepted"), Count("queued"), Count("held"), Count("delivered"), Count("bounced"), Count("quarantined"), Count("deleted"));
    }

    /// <summary>Waits until nothing is queued and everything accepted is loaded, and demands that they balance.</summary>
    public static async Task<Books> SettledAsync(GatepostProcess gatepost, int leastAccepted = 0, long held = 0)
    {
        var books = await ReadAsync(gatepost);
        await Wait.UntilAsync(
            async () =>
            {
                books = await ReadAsync(gatepost);
                return books.Balance && books.Queued == 0 && books.Held == held && books.Accepted >= leastAccepted;
            },
            TimeSpan.FromSeconds(60),
            () => $"the books balance with nothing queued and {leastAccepted} or more accepted: {books}");
        return books;
    }
}

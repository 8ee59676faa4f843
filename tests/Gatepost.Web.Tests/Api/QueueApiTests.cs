using System.Text.Json;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;

namespace Gatepost.Web.Tests.Api;

public class QueueApiTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task What_waits_is_listed_and_can_be_narrowed()
    {
        await using var host = await ApiHost.StartAsync();
        var first = await host.AcceptAsync("one", recipient: "anna@example.org");
        var second = await host.AcceptAsync("two", SpoolOutcome.Hold, "bert@example.net");
        Assert.Equal([first, second], await IdsAsync(host, "queue"));
        Assert.Equal([second], await IdsAsync(host, "queue?status=held"));
        Assert.Equal([first], await IdsAsync(host, "queue?recipient=*%40example.org"));
        Assert.Empty(await IdsAsync(host, "queue?sender=nobody*"));
        Assert.Equal([first], await IdsAsync(host, "queue?limit=1"));
    }

    [Fact]
    public async Task Destinations_are_listed_with_what_waits_for_them()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AcceptAsync("one", recipient: "anna@example.org");
        await host.AcceptAsync("two", recipient: "bert@example.org");
        await host.AcceptAsync("held", SpoolOutcome.Hold, "bert@example.net");
        var destinations = (await host.Client.GetAsync("queue/destinations", AdminJson.Default.IReadOnlyListQueueDestination, None)).Value!;
        var only = Assert.Single(destinations);
        Assert.Equal((2, 0, null, null), (only.Recipients, only.Connections, only.MostConnections, only.LastError));
    }

    [Fact]
    public async Task A_message_is_shown_with_its_recipients()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.AcceptAsync("Grüße");
        var mail = (await host.Client.GetAsync($"queue/{id}", AdminJson.Default.QueuedMail, None)).Value!;
        Assert.Equal(("a@example.com", "Grüße", "192.0.2.1"), (mail.Sender, mail.Subject, mail.Client));
        Assert.Equal(("anna@example.org", RecipientStatus.Queued), (mail.Recipients[0].Address, mail.Recipients[0].Status));
    }

    [Fact]
    public async Task A_next_hop_that_the_front_named_is_shown_and_outlives_a_hold_and_a_release()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.AcceptAsync("direct", hop: new SpoolNextHop("::1", 10_026));
        await ActAsync(host, HttpMethod.Post, $"queue/{id}/hold");
        await ActAsync(host, HttpMethod.Post, $"queue/{id}/release");
        var mail = (await host.Client.GetAsync($"queue/{id}", AdminJson.Default.QueuedMail, None)).Value!;
        Assert.Equal("[::1]:10026", mail.Recipients[0].Via);
    }

    [Fact]
    public async Task A_message_is_held_released_and_deleted_each_with_its_line_in_the_audit()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.AcceptAsync("one");
        Assert.Equal(AdminOutcome.Done, (await ActAsync(host, HttpMethod.Post, $"queue/{id}/hold")).Outcome);
        Assert.Equal(RecipientStatus.Held, host.Spool.Find(id)!.States[0].Status);
        Assert.Equal(AdminOutcome.Done, (await ActAsync(host, HttpMethod.Post, $"queue/{id}/release")).Outcome);
        Assert.Equal(RecipientStatus.Queued, host.Spool.Find(id)!.States[0].Status);
        var again = await ActAsync(host, HttpMethod.Post, $"queue/{id}/release");
        Assert.Equal((AdminOutcome.Refused, $"{id}: nothing of it is held."), (again.Outcome, again.Problem!.Error));
        Assert.Equal(AdminOutcome.Done, (await ActAsync(host, HttpMethod.Delete, $"queue/{id}")).Outcome);
        var lines = AuditLines(host);
        Assert.Equal(["queue-hold", "queue-release", "queue-release", "queue-delete"], lines.Select(line => line.GetProperty("verb").GetString()));
        Assert.All(lines, line => Assert.Equal(id.ToString(), line.GetProperty("arguments").GetProperty("id").GetString()));
        Assert.All(lines, line => Assert.True(line.GetProperty("user_id").GetInt32() >= 0));
    }

    [Fact]
    public async Task What_cannot_be_audited_is_not_done()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.AcceptAsync("one");
        Directory.CreateDirectory(Path.Combine(host.DataFolder, "audit.jsonl"));
        var answer = await ActAsync(host, HttpMethod.Post, $"queue/{id}/hold");
        Assert.Equal(AdminOutcome.Refused, answer.Outcome);
        Assert.StartsWith("Nothing was done", answer.Problem!.Error, StringComparison.Ordinal);
        Assert.Equal(RecipientStatus.Queued, host.Spool.Find(id)!.States[0].Status);
    }

    [Fact]
    public async Task Unknown_and_malformed_ids_are_told_apart()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(AdminOutcome.NotFound, (await ActAsync(host, HttpMethod.Post, $"queue/{MailId.New(TimeProvider.System)}/hold")).Outcome);
        var bad = await ActAsync(host, HttpMethod.Post, "queue/..%2Fx/hold");
        Assert.Equal(AdminOutcome.Refused, bad.Outcome);
        Assert.Contains("is no message id", bad.Problem!.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Flushing_an_empty_queue_tries_nothing()
    {
        await using var host = await ApiHost.StartAsync();
        Assert.Equal(0, (await ActAsync(host, HttpMethod.Post, "queue/flush")).Value!.Changed);
    }

    private static async Task<IEnumerable<MailId>> IdsAsync(ApiHost host, string route) =>
        (await host.Client.GetAsync(route, AdminJson.Default.IReadOnlyListQueuedMail, None)).Value!.Select(mail => mail.Id);

    private static Task<AdminAnswer<ActResult>> ActAsync(ApiHost host, HttpMethod method, string route) =>
        host.Client.SendAsync(method, route, AdminJson.Default.ActResult, None);

    private static JsonElement[] AuditLines(ApiHost host) =>
        [.. File.ReadLines(Path.Combine(host.DataFolder, "audit.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
}

using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Servers;

namespace Gatepost.Web.Tests.Api;

public class QuarantineApiTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_quarantined_message_is_listed_exported_and_deleted()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await QuarantineAsync(host, "bad news");
        var listing = Assert.Single(await ListAsync(host, "quarantine?area=spam&subject=*news"));
        Assert.Equal((id, "anna@example.org", "spam", "a rule"), (listing.Id, listing.Address, listing.Area, listing.Rule));
        Assert.Empty(await ListAsync(host, "quarantine?area=default"));

        using var octets = new MemoryStream();
        Assert.Equal(AdminOutcome.Done, (await host.Client.DownloadAsync($"quarantine/{id}/content", octets, None)).Outcome);
        Assert.Equal("Subject: bad news\r\n\r\nbody\r\n"u8.ToArray(), octets.ToArray());

        var deleted = await host.Client.SendAsync(HttpMethod.Delete, $"quarantine/{id}", AdminJson.Default.ActResult, None);
        Assert.Equal("deleted for 1 recipient.", deleted.Value!.Note);
        Assert.Empty(await ListAsync(host, "quarantine"));
        Assert.Equal(AdminOutcome.NotFound, (await host.Client.DownloadAsync($"quarantine/{id}/content", octets, None)).Outcome);
    }

    [Fact]
    public async Task A_release_goes_on_its_way_under_a_new_id()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await QuarantineAsync(host, "false alarm");
        var answer = await host.Client.SendAsync(HttpMethod.Post, $"quarantine/{id}/release", AdminJson.Default.ActResult, None);
        Assert.Contains("it goes on as ", answer.Value!.Note, StringComparison.Ordinal);
        var released = Assert.Single(host.Spool.Entries, entry => entry.Record.Copies.Any(copy => copy.Outcome == SpoolOutcome.Deliver));
        Assert.Contains(released.Id.ToString(), answer.Value.Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("recipients=one", AdminOutcome.Refused)]
    [InlineData("recipients=-1", AdminOutcome.Refused)]
    [InlineData("recipients=7", AdminOutcome.NotFound)]
    public async Task Recipients_are_named_by_number(string query, AdminOutcome outcome)
    {
        await using var host = await ApiHost.StartAsync();
        var id = await QuarantineAsync(host, "x");
        Assert.Equal(outcome, (await host.Client.SendAsync(HttpMethod.Post, $"quarantine/{id}/release?{query}", AdminJson.Default.ActResult, None)).Outcome);
        Assert.Single(await ListAsync(host, "quarantine"));
    }

    private static async Task<MailId> QuarantineAsync(ApiHost host, string subject)
    {
        var id = await host.AcceptAsync(subject, SpoolOutcome.Quarantine, area: "spam");
        await Wait.UntilAsync(() => host.Spool.Find(id) is null, TimeSpan.FromSeconds(20), "the message is in the quarantine");
        return id;
    }

    private static async Task<IReadOnlyList<QuarantineListing>> ListAsync(ApiHost host, string route) =>
        (await host.Client.GetAsync(route, AdminJson.Default.IReadOnlyListQuarantineListing, None)).Value!;
}

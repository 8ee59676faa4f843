using System.Text;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;

namespace Gatepost.Web.Tests.Api;

public class LogAndConfigApiTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_line_that_was_just_written_is_found()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.AcceptAsync("hello");
        var row = Assert.Single((await host.Client.GetAsync("log?recipient=anna*&subject=hel*", AdminJson.Default.IReadOnlyListLogRow, None)).Value!);
        Assert.Equal((id, "a@example.com"), (row.MailId, row.Sender));
        Assert.Empty((await host.Client.GetAsync("log?disposition=reject", AdminJson.Default.IReadOnlyListLogRow, None)).Value!);
        Assert.Equal(AdminOutcome.Refused, (await host.Client.GetAsync("log?disposition=eat", AdminJson.Default.IReadOnlyListLogRow, None)).Outcome);
    }

    [Fact]
    public async Task A_message_and_a_session_are_explained_by_their_ids()
    {
        await using var host = await ApiHost.StartAsync();
        var id = await host.AcceptAsync("hello");
        var session = Guid.NewGuid();
        host.Get<IMessageLog>().Append(new RefusalLogged
        {
            At = DateTimeOffset.UtcNow, SessionId = session, Number = 0, Listener = "mx", ClientAddress = "192.0.2.9", Command = "RCPT TO:<x@y>", Reply = "550 5.7.1 We do not relay",
        });
        var message = (await host.Client.GetAsync($"explain/{id}", AdminJson.Default.Explanation, None)).Value!;
        Assert.Equal((id, "250 2.0.0 Ok"), (message.Message!.MailId, message.Message.Reply));
        Assert.Equal(id, message.Queued!.Id);
        var refusal = Assert.Single((await host.Client.GetAsync($"explain/{session}", AdminJson.Default.Explanation, None)).Value!.Refusals);
        Assert.Equal("550 5.7.1 We do not relay", refusal.Reply);
        Assert.Equal(AdminOutcome.NotFound, (await host.Client.GetAsync($"explain/{Guid.NewGuid()}", AdminJson.Default.Explanation, None)).Outcome);
    }

    [Fact]
    public async Task The_books_are_in_the_status()
    {
        await using var host = await ApiHost.StartAsync();
        await host.AcceptAsync("hello");
        var status = (await host.Client.GetAsync("status", AdminJson.Default.GatewayStatus, None)).Value!;
        Assert.Equal((1, 1, 0), (status.Spool.Messages, status.Spool.Queued, status.Spool.Held));
        Assert.Equal((2, 0, false), (status.Inspection.Slots, status.Inspection.Waiting, status.Inspection.IsOverloaded));
        Assert.True(status.Books!.Balance);
        Assert.Equal(1, status.Books.Accepted);
        Assert.Equal(("mx.example.org", host.DataFolder), (status.HostName, status.DataFolder));
        Assert.Equal("127.0.0.1:2525", Assert.Single(status.Listeners).Address);
    }

    [Fact]
    public async Task A_policy_becomes_the_next_revision_and_can_be_taken_back()
    {
        await using var host = await ApiHost.StartAsync();
        var first = await ExportAsync(host, "config");
        var applied = await ApplyAsync(host, DefaultPolicy.Yaml.Replace("internal-domains: [example.org]", "internal-domains: [example.org, example.net]", StringComparison.Ordinal), "two domains");
        Assert.Equal((2, true, "two domains"), (applied.Value!.Revision!.Number, applied.Value.IsNew, applied.Value.Revision.Note));
        Assert.True(host.Get<PolicySource>().Current.InternalDomains.Contains("example.net"));
        Assert.Equal(first, await ExportAsync(host, "config?revision=1"));
        var history = (await host.Client.GetAsync("config/history", AdminJson.Default.IReadOnlyListRevisionListing, None)).Value!;
        Assert.Equal([(2L, true), (1L, false)], history.Select(revision => (revision.Number, revision.InForce)));
        Assert.StartsWith("uid ", history[0].Author, StringComparison.Ordinal);
        Assert.Equal(AdminOutcome.NotFound, (await host.Client.DownloadAsync("config?revision=9", new MemoryStream(), None)).Outcome);
    }

    [Fact]
    public async Task A_policy_with_mistakes_changes_nothing_and_names_them()
    {
        await using var host = await ApiHost.StartAsync();
        var verdict = (await ApplyAsync(host, "gatepost-policy: 1\nrulez: []\n", null)).Value!;
        Assert.Null(verdict.Revision);
        Assert.Contains(verdict.Errors, error => error.StartsWith("p.yaml:2:1: ", StringComparison.Ordinal));
        Assert.Equal(1, host.Get<PolicySource>().Current.Revision);
    }

    [Fact]
    public async Task Who_started_from_an_older_revision_is_told()
    {
        await using var host = await ApiHost.StartAsync();
        var upload = new PolicyUpload("p.yaml", DefaultPolicy.Yaml.Replace("30d", "31d", StringComparison.Ordinal), null, ExpectedLatest: 0);
        var answer = await host.Client.PostAsync("config", upload, AdminJson.Default.PolicyUpload, AdminJson.Default.PolicyVerdict, None);
        Assert.Equal(AdminOutcome.Refused, answer.Outcome);
        Assert.Contains("Somebody else was faster", answer.Problem!.Error, StringComparison.Ordinal);
    }

    private static Task<AdminAnswer<PolicyVerdict>> ApplyAsync(ApiHost host, string yaml, string? note) =>
        host.Client.PostAsync("config", new PolicyUpload("p.yaml", yaml, note), AdminJson.Default.PolicyUpload, AdminJson.Default.PolicyVerdict, None);

    private static async Task<string> ExportAsync(ApiHost host, string route)
    {
        using var yaml = new MemoryStream();
        Assert.Equal(AdminOutcome.Done, (await host.Client.DownloadAsync(route, yaml, None)).Outcome);
        return Encoding.UTF8.GetString(yaml.ToArray());
    }
}

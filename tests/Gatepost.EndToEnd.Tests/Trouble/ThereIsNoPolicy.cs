using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;
using Microsoft.Data.Sqlite;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>
/// After a downgrade the newest revision cannot be read, and the disk's copy is gone: no policy is better than a wrong one. Senders come back later, nothing that
/// waits is bounced, the status says what is wrong, and applying a policy ends it.
/// </summary>
public sealed class ThereIsNoPolicy
{
    [Fact]
    public async Task Senders_come_back_and_nothing_is_lost()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.DeliverAll(Loopback.FreePort()) });
        var before = Answers.Id((await SendAsync(gatepost, "before")).Text);
        await gatepost.TerminateAsync();
        MakeUnreadable(gatepost.DataFolder);
        await gatepost.StartAsync();

        var answer = await SendAsync(gatepost, "without a policy");
        Assert.Equal(451, answer.Code);
        Assert.StartsWith("4.3.0 No policy is in force here", answer.Text, StringComparison.Ordinal);
        var status = await gatepost.CommandAsync("status");
        Assert.Equal(1, status.ExitCode);
        Assert.Contains("No policy is in force and no mail is taken: revision 1, the newest of the database, cannot be read by this program", status.Output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await gatepost.CommandAsync("config", "export")).ExitCode);
        Assert.Equal(0, sink.Count);

        await gatepost.ApplyPolicyAsync(TestPolicies.DeliverAll(sink.Port));
        Assert.Equal(250, (await SendAsync(gatepost, "after")).Code);
        await gatepost.CommandAsync("queue", "retry", before);
        await sink.WaitForAsync(2);
        Assert.Equal(0, (await gatepost.CommandAsync("status")).ExitCode);
        Assert.StartsWith("Mail is incoming for example.org;", (await gatepost.CommandAsync("config", "show")).Output, StringComparison.Ordinal);
        var books = await Books.SettledAsync(gatepost, 2);
        Assert.Equal((2, 2, 0), (books.Accepted, books.Delivered, books.Bounced));
    }

    private static async Task<SmtpAnswer> SendAsync(GatepostProcess gatepost, string subject)
    {
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO client.example");
        return await client.SendAsync("a@sender.example", ["user@example.org"], MailText.ForTheWire(MailText.Simple("a@sender.example", "user@example.org", subject, "Hello.")));
    }

    private static void MakeUnreadable(string dataFolder)
    {
        var file = Directory.GetFiles(dataFolder, "settings.db", SearchOption.AllDirectories).Single();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "UPDATE policy_revision SET yaml = 'gatepost-policy: 9'";
        Assert.Equal(1, command.ExecuteNonQuery());
        File.Delete(Path.Combine(dataFolder, "policy", "last-good.yaml"));
    }
}

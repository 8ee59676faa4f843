using Gatepost.EndToEnd.Tests.Policies;
using Gatepost.Testing.Servers;
using Microsoft.Data.Sqlite;

namespace Gatepost.EndToEnd.Tests.Trouble;

/// <summary>
/// No database stands between DATA and 250: while every SQLite file is locked by somebody else, mail flows, the quarantine waits in the spool,
/// and when the lock is gone nothing is missing from log and quarantine.
/// </summary>
public sealed class TheDatabaseIsLocked
{
    // Minutes, far beyond SQLite's busy timeout and several waits of the carriers; an hour would show nothing else.
    private static readonly TimeSpan Locked = TimeSpan.FromSeconds(150);

    [Fact]
    public async Task Mail_flows_and_the_log_catches_up()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port) });
        await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
        await client.CommandAsync("EHLO client.example");
        // The first message makes today's files.
        Assert.Equal(250, (await SendAsync(client, "before", "Hello.")).Code);
        await Books.SettledAsync(gatepost, 1);

        string clean, spam;
        var locks = LockAll(gatepost.DataFolder, againstReaders: false);
        try
        {
            var end = DateTime.UtcNow + Locked;
            var sent = 1;
            clean = Answers.Id((await SendAsync(client, "while locked", "Hello.")).Text);
            spam = Answers.Id((await SendAsync(client, "spam while locked", TestMail.Gtube)).Text);
            await sink.WaitForAsync(++sent, TimeSpan.FromSeconds(10));
            while (DateTime.UtcNow < end)
            {
                Assert.Equal(250, (await SendAsync(client, "while locked", "Hello.")).Code);
                await sink.WaitForAsync(++sent, TimeSpan.FromSeconds(10));
                await Task.Delay(500);
            }
        }
        finally
        {
            locks.ForEach(connection => connection.Dispose());
        }

        // All of it is in the books: what the sink has, and the one in the quarantine.
        var books = await Books.SettledAsync(gatepost, sink.Count + 1);
        Assert.Equal((sink.Count + 1, sink.Count, 1), (books.Accepted, books.Delivered, books.Quarantined));
        Assert.Contains(spam, (await gatepost.CommandAsync("quarantine", "list", "--json")).Output, StringComparison.Ordinal);
        Assert.Contains("while locked", (await gatepost.CommandAsync("explain", clean)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_starts_with_the_last_good_policy_and_delivers()
    {
        await using var sink = SmtpSink.Start();
        await using var gatepost = await GatepostProcess.StartAsync(new GatepostOptions { Policy = TestPolicies.Guarded(sink.Port) });
        await gatepost.TerminateAsync();
        var locks = LockAll(gatepost.DataFolder, againstReaders: true);
        try
        {
            await gatepost.StartAsync();
            await using var client = await TestSmtpClient.ConnectAsync(gatepost.Port);
            await client.CommandAsync("EHLO client.example");
            Assert.Equal(550, (await SendAsync(client, "virus", TestMail.Eicar)).Code);
            Assert.Equal(250, (await SendAsync(client, "clean", "Hello.")).Code);
            await sink.WaitForAsync(1);
        }
        finally
        {
            locks.ForEach(connection => connection.Dispose());
        }
    }

    private static Task<SmtpAnswer> SendAsync(TestSmtpClient client, string subject, string body) => client.SendAsync(
        "a@sender.example", ["user@example.org"], MailText.ForTheWire(MailText.Simple("a@sender.example", "user@example.org", subject, body)));

    private static List<SqliteConnection> LockAll(string folder, bool againstReaders)
    {
        var files = Directory.GetFiles(folder, "*.db", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return [.. files.Select(file => Lock(file, againstReaders))];
    }

    private static SqliteConnection Lock(string file, bool againstReaders)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        // In WAL mode only this keeps readers out too; SQLite allows it only while nobody else has the file open.
        if (againstReaders)
            Execute(connection, "PRAGMA locking_mode = EXCLUSIVE");
        Execute(connection, "BEGIN EXCLUSIVE");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

using System.Text;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Time.Testing;
using static Gatepost.Gateway.Tests.Spool.SpoolMail;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Files that earlier releases wrote stay readable for ever: one for each format that was ever shipped.</summary>
public sealed class GoldenSpoolTests
{
    private static readonly MailId Id = new(Guid.Parse("019caa00-0000-7000-8000-000000000001"));

    private static readonly SpoolNextHop Hop = new("127.0.0.1", 10_026);

    private static byte[] GoldenContent => Encoding.ASCII.GetBytes("Subject: golden\r\n\r\nA message of the first format.\r\n");

    [Fact]
    public void A_file_of_format_1_is_read()
    {
        var disk = new FaultyDisk();
        disk.Put($"spool/queue/{Id}", File.ReadAllBytes(GoldenPath("format-1.spool")));
        var spool = new MailSpool(disk, new SpoolLimits(), TimeProvider.System, new NoFailpoints());
        var recovery = spool.Recover();
        Assert.Empty(recovery.Corrupt);
        Assert.Empty(recovery.Warnings);
        var entry = Assert.Single(recovery.Entries);

        Assert.Equal(GoldenContent, Read(spool.OpenContent(entry)));
        Assert.Equal(Json(Golden(released: true)), Json(entry.Record));
        Assert.Equal(["user0@example.org", "user1@example.org", "user2@example.org"], entry.Record.Envelope.Recipients.Select(recipient => recipient.Address.ToString()));
        Assert.Equal([RecipientStatus.Queued, RecipientStatus.Queued, RecipientStatus.Delivered], entry.States.Select(state => state.Status));
        Assert.Equal((2, "451 4.7.1 später", "mail.example.org[192.0.2.7]:25"), (entry.States[0].Attempts, entry.States[0].Reply, entry.States[0].NextHop));
        Assert.Equal(Noon.AddMinutes(10), entry.States[0].NextAttempt);
        Assert.Equal("alice", entry.States[1].By);
    }

    [Fact]
    public async Task What_this_release_writes_reads_as_the_golden_file_does()
    {
        var written = await WriteAsync();
        // A new format begins with a new golden file; the old ones are never written again.
        if (Environment.GetEnvironmentVariable("GATEPOST_WRITE_GOLDEN") == "1")
            await File.WriteAllBytesAsync(GoldenPath("format-1.spool"), written, CancellationToken.None);
        Assert.Equal(Reading(File.ReadAllBytes(GoldenPath("format-1.spool"))), Reading(written));
        Assert.Equal(1, written[8]);
    }

    /// <summary>Format 2 is format 1 with next hops that the copies name: a release that does not know them must not send by its routes.</summary>
    [Fact]
    public async Task A_file_of_format_2_is_read_with_the_next_hops_of_its_copies()
    {
        var written = await WriteAsync(Hop);
        if (Environment.GetEnvironmentVariable("GATEPOST_WRITE_GOLDEN") == "2")
            await File.WriteAllBytesAsync(GoldenPath("format-2.spool"), written, CancellationToken.None);
        var golden = File.ReadAllBytes(GoldenPath("format-2.spool"));
        Assert.Equal(2, golden[8]);
        Assert.Equal(Reading(golden), Reading(written));
        Assert.StartsWith(Json(Golden(released: true).Via(Hop)), Reading(golden), StringComparison.Ordinal);
    }

    private static string Reading(byte[] octets)
    {
        var disk = new FaultyDisk();
        disk.Put($"spool/queue/{Id}", octets);
        var entry = Assert.Single(new MailSpool(disk, new SpoolLimits(), TimeProvider.System, new NoFailpoints()).Recover().Entries);
        return Json(entry.Record) + string.Join('\n', entry.States);
    }

    private static async Task<byte[]> WriteAsync(SpoolNextHop? hop = null)
    {
        var disk = new FaultyDisk();
        var spool = new MailSpool(disk, new SpoolLimits(), new FakeTimeProvider(Noon), new NoFailpoints());
        spool.Recover();
        var intake = await IntakeAsync(spool, Id, GoldenContent);
        var entry = await spool.CommitAsync(intake, Golden(released: false).Via(hop), CancellationToken.None);
        await spool.UpdateAsync(
            entry,
            [
                new RecipientUpdate
                {
                    Recipient = 0, Status = RecipientStatus.Queued, At = Noon.AddMinutes(5), Attempts = 2, NextAttempt = Noon.AddMinutes(10),
                    NextHop = "mail.example.org[192.0.2.7]:25", Reply = "451 4.7.1 später", DelayTold = true,
                },
                new RecipientUpdate { Recipient = 2, Status = RecipientStatus.Delivered, At = Noon.AddMinutes(5), Attempts = 1, Reply = "250 2.0.0 ok" },
            ],
            CancellationToken.None);
        await spool.ReplaceCopiesAsync(
            entry, Golden(released: true).Via(hop), [new RecipientUpdate { Recipient = 1, Status = RecipientStatus.Queued, At = Noon.AddMinutes(6), By = "alice" }],
            CancellationToken.None);
        return disk.Peek($"spool/queue/{Id}")!;
    }

    private static SpoolRecord Golden(bool released)
    {
        var record = Record(Id, SpoolOutcome.Deliver, released ? SpoolOutcome.Deliver : SpoolOutcome.Hold, SpoolOutcome.Deliver);
        var edits = record.Copies[0].Edits.AddRange(new RemoveHeaderEdit("X-Spam", "yes"), new StripPartsEdit(["2/1"], "[removed]"));
        return record with { Copies = record.Copies.SetItem(0, record.Copies[0] with { Edits = edits }) };
    }

    private static string GoldenPath(string name) =>
        Path.Combine(Requirement.RepositoryRoot(), "tests", "Gatepost.Gateway.Tests", "Spool", "Golden", name);

    private static string Json(SpoolRecord record) => System.Text.Json.JsonSerializer.Serialize(record, GatepostJson.Default.SpoolRecord);
}

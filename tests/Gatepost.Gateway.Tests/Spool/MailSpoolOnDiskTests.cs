using System.Security.Cryptography;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Testing.Servers;
using Microsoft.Extensions.Time.Testing;
using static Gatepost.Gateway.Tests.Spool.SpoolMail;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>The spool on the real disk.</summary>
public sealed class MailSpoolOnDiskTests : IDisposable
{
    private readonly TestFolder _folder = new("spool");
    private readonly FakeTimeProvider _time = new(Noon);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(3_000_000)]
    public async Task A_committed_message_is_there_whole_after_a_restart(int octets)
    {
        var spool = Open(out _);
        var content = Content(octets);
        var id = MailId.New(_time);
        var entry = await CommitAsync(spool, id, content, SpoolOutcome.Deliver, SpoolOutcome.Hold);
        Assert.Equal(content, Read(spool.OpenContent(entry)));
        Assert.Equal(SHA256.HashData(content), spool.OpenContent(entry).Sha256.ToArray());
        await spool.UpdateAsync(entry, Update(0, RecipientStatus.Queued, 3, "451 later"), CancellationToken.None);

        var again = Open(out var recovery);
        var found = Assert.Single(recovery.Entries);
        Assert.Equal(id, found.Id);
        Assert.Equal(octets, found.ContentLength);
        Assert.Equal(content, Read(again.OpenContent(found)));
        Assert.Equal(entry.States, found.States);
        Assert.Equal(Json(entry.Record), Json(found.Record));
        Assert.Equal("451 later", found.States[0].Reply);
        Assert.Equal(RecipientStatus.Held, found.States[1].Status);
        Assert.Empty(recovery.Corrupt);
        Assert.Empty(recovery.Warnings);
    }

    [Fact]
    public async Task A_finished_message_leaves_no_file_and_an_open_reader_stays_valid()
    {
        var spool = Open(out _);
        var content = Content(1_000_000);
        var entry = await CommitAsync(spool, MailId.New(_time), content, SpoolOutcome.Deliver, SpoolOutcome.Quarantine);
        using var reader = spool.OpenContent(entry).OpenRead();
        await spool.UpdateAsync(entry, Update(0, RecipientStatus.Delivered), CancellationToken.None);
        Assert.Same(entry, spool.Find(entry.Id));
        await spool.UpdateAsync(entry, Update(1, RecipientStatus.Quarantined), CancellationToken.None);
        Assert.True(entry.IsFinished);
        Assert.Null(spool.Find(entry.Id));
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "spool"), "*", SearchOption.AllDirectories));
        using var memory = new MemoryStream();
        await reader.CopyToAsync(memory, TestContext.Current.CancellationToken);
        Assert.Equal(content, memory.ToArray());
        await spool.UpdateAsync(entry, Update(1, RecipientStatus.Deleted), CancellationToken.None);
        Assert.Equal(RecipientStatus.Quarantined, entry.States[1].Status);
    }

    [Fact]
    public async Task Content_that_is_not_committed_is_gone_after_dispose_and_after_a_restart()
    {
        var spool = Open(out _);
        await (await IntakeAsync(spool, MailId.New(_time), Content(500_000))).DisposeAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "spool", "incoming")));
        _ = await IntakeAsync(spool, MailId.New(_time), Content(500_000));
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.Path, "spool", "incoming")));
        Open(out var recovery);
        Assert.Equal(1, recovery.Uncommitted);
        Assert.Empty(recovery.Entries);
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder.Path, "spool", "incoming")));
    }

    [Fact]
    public async Task Large_content_is_readable_before_during_and_after_the_commit()
    {
        var spool = Open(out _);
        var content = Content(400_000);
        var id = MailId.New(_time);
        var intake = await IntakeAsync(spool, id, content);
        var early = intake.Complete();
        Assert.Equal(content, Read(early));
        using var before = early.OpenRead();
        await spool.CommitAsync(intake, Record(id), CancellationToken.None);
        Assert.Equal(content, Read(early));
        before.Position = 399_999;
        Assert.Equal(content[^1], before.ReadByte());
        Assert.Equal(-1, before.ReadByte());
    }

    [Fact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public async Task Files_and_folders_are_for_their_owner_alone()
    {
        var spool = Open(out _);
        var entry = await CommitAsync(spool, MailId.New(_time), Content(10));
        var file = Path.Combine(_folder.Path, "spool", "queue", entry.Id.ToString());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Many_commits_at_once_are_all_there()
    {
        var spool = Open(out _);
        var ids = Enumerable.Range(0, 200).Select(_ => MailId.New(_time)).ToList();
        await Task.WhenAll(ids.Select((id, index) => CommitAsync(spool, id, Content(2_000, index))));
        var again = Open(out var recovery);
        Assert.Equal(ids.Order(), recovery.Entries.Select(entry => entry.Id));
        foreach (var (id, index) in ids.Select((id, index) => (id, index)))
            Assert.Equal(Content(2_000, index), Read(again.OpenContent(again.Find(id)!)));
    }

    private MailSpool Open(out SpoolRecovery recovery)
    {
        var spool = new MailSpool(new PhysicalDisk(_folder.Path), new SpoolLimits(), _time, new NoFailpoints());
        recovery = spool.Recover();
        return spool;
    }

    private static string Json(SpoolRecord record) => System.Text.Json.JsonSerializer.Serialize(record, GatepostJson.Default.SpoolRecord);
}

using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Gatepost.Testing.Disk;
using Microsoft.Extensions.Time.Testing;
using static Gatepost.Gateway.Tests.Spool.SpoolMail;

namespace Gatepost.Gateway.Tests.Spool;

/// <summary>Damaged files: read as they were, or set aside and shown; never an exception, never another content, never deleted.</summary>
public sealed class MailSpoolDamageTests
{
    private const string Queue = "spool/queue/";
    private const string Corrupt = "spool/corrupt/";

    private readonly FakeTimeProvider _time = new(Noon);

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    [InlineData(0xFF)]
    public async Task A_damaged_octet_anywhere_never_changes_what_is_read(int mask)
    {
        var sample = await SampleAsync();
        for (var at = 0; at < sample.Octets.Length; at++)
        {
            var octets = sample.Octets.ToArray();
            octets[at] ^= (byte)mask;
            Check(sample, octets, at);
        }
    }

    [Fact]
    public async Task A_file_cut_anywhere_never_changes_what_is_read()
    {
        var sample = await SampleAsync();
        for (var length = 0; length < sample.Octets.Length; length++)
            Check(sample, sample.Octets[..length], length);
    }

    [Fact]
    public async Task Zeros_and_rubbish_behind_the_last_record_are_an_unfinished_append()
    {
        var sample = await SampleAsync();
        foreach (var tail in new[] { new byte[1], new byte[4_096], Content(300), [.. sample.Octets[^100..^20]] })
        {
            var disk = DiskWith(sample, [.. sample.Octets, .. tail]);
            var spool = Reopen(disk, out var recovery);
            Assert.Contains("unfinished", Assert.Single(recovery.Warnings), StringComparison.Ordinal);
            var entry = Assert.Single(recovery.Entries);
            Assert.Equal(sample.Readings[^1], Reading(entry));
            await spool.UpdateAsync(entry, Update(0, RecipientStatus.Queued, 9), CancellationToken.None);
            Reopen(disk, out recovery);
            Assert.Empty(recovery.Warnings);
            Assert.Equal(9, Assert.Single(recovery.Entries).States[0].Attempts);
        }
    }

    [Fact]
    public async Task A_file_of_a_newer_format_is_set_aside_and_comes_back_when_a_release_can_read_it()
    {
        var sample = await SampleAsync();
        var newer = sample.Octets.ToArray();
        newer[8] = 3;
        var disk = DiskWith(sample, newer);
        var spool = Reopen(disk, out var recovery);
        Assert.Empty(recovery.Entries);
        Assert.Contains("newer release (spool format 3", Assert.Single(spool.Corrupt).Reason, StringComparison.Ordinal);
        Assert.Equal(newer, disk.Peek(Corrupt + sample.Id));
        Reopen(disk, out recovery);
        Assert.Single(recovery.Corrupt);

        disk.Put(Corrupt + sample.Id, sample.Octets);
        Reopen(disk, out recovery);
        Assert.Empty(recovery.Corrupt);
        Assert.Contains("went back into the queue", Assert.Single(recovery.Warnings), StringComparison.Ordinal);
        Assert.Equal(sample.Readings[^1], Reading(Assert.Single(recovery.Entries)));
    }

    [Fact]
    public async Task A_message_under_another_name_and_a_strange_file_are_set_aside_and_nothing_is_overwritten()
    {
        var sample = await SampleAsync();
        var disk = DiskWith(sample, sample.Octets);
        var other = MailId.New(_time).ToString();
        disk.Put(Queue + other, sample.Octets);
        disk.Put(Queue + "notes.txt", "hello"u8);
        disk.Put(Corrupt + "notes.txt", "an older one"u8);
        var spool = Reopen(disk, out var recovery);
        Assert.Single(recovery.Entries);
        Assert.Equal(["notes.txt", "notes.txt.1", other], spool.Corrupt.Select(file => file.Name).Order(StringComparer.Ordinal).Order(new ByLength()));
        Assert.Equal("an older one"u8.ToArray(), disk.Peek(Corrupt + "notes.txt"));
        Assert.Equal("hello"u8.ToArray(), disk.Peek(Corrupt + "notes.txt.1"));
    }

    [Fact]
    public async Task Damage_of_the_content_shows_before_an_octet_is_given_out_and_is_told_once()
    {
        foreach (var octets in new[] { 500, 200_000 })
        {
            var sample = await SampleAsync(octets);
            var damaged = sample.Octets.ToArray();
            damaged[64 + octets - 1] ^= 1;
            var disk = DiskWith(sample, damaged);
            var spool = Reopen(disk, out var recovery);
            var told = new List<CorruptSpoolFile>();
            spool.SetAside += (_, file) => told.Add(file);
            var entry = Assert.Single(recovery.Entries);
            Assert.Throws<SpoolDamageException>(() => spool.OpenContent(entry));
            Assert.Throws<SpoolDamageException>(() => spool.OpenContent(entry));
            Assert.Single(told);
            Assert.Null(spool.Find(sample.Id));
            Assert.Equal(damaged, disk.Peek(Corrupt + sample.Id));

            await spool.UpdateAsync(entry, Update(0, RecipientStatus.Delivered, 9), CancellationToken.None);
            await spool.UpdateAsync(entry, Update(1, RecipientStatus.Delivered, 9), CancellationToken.None);
            Assert.NotNull(disk.Peek(Corrupt + sample.Id));
        }
    }

    private void Check(Sample sample, byte[] octets, int place)
    {
        var disk = DiskWith(sample, octets);
        var spool = Reopen(disk, out var recovery);
        if (recovery.Entries.Count == 0)
        {
            Assert.Equal(sample.Id.ToString(), Assert.Single(recovery.Corrupt).Name);
            Assert.Equal(octets, disk.Peek(Corrupt + sample.Id));
            return;
        }
        Assert.Empty(recovery.Corrupt);
        var entry = Assert.Single(recovery.Entries);
        Assert.True(sample.Readings.Contains(Reading(entry)), $"At {place} something was read that was never written.");
        if (recovery.Warnings.Count == 0 && octets.Length == sample.Octets.Length)
            Assert.Equal(sample.Readings[^1], Reading(entry));
        try
        {
            Assert.Equal(sample.Content, Read(spool.OpenContent(entry)));
        }
        catch (SpoolDamageException)
        {
            Assert.Equal(octets, disk.Peek(Corrupt + sample.Id));
        }
    }

    private async Task<Sample> SampleAsync(int octets = 100)
    {
        var disk = new FaultyDisk();
        var spool = Reopen(disk, out _);
        var content = Content(octets);
        var entry = await CommitAsync(spool, MailId.New(_time), content, SpoolOutcome.Deliver, SpoolOutcome.Hold);
        var readings = new List<string> { Reading(entry) };
        await spool.UpdateAsync(entry, Update(0, RecipientStatus.Queued, 1, "451 4.7.1 try again"), CancellationToken.None);
        readings.Add(Reading(entry));
        var released = entry.Record with { Copies = [.. entry.Record.Copies.Select(copy => copy with { Outcome = SpoolOutcome.Deliver })] };
        await spool.ReplaceCopiesAsync(entry, released, [], CancellationToken.None);
        readings.Add(Reading(entry));
        await spool.UpdateAsync(entry, Update(1, RecipientStatus.Queued, 2), CancellationToken.None);
        readings.Add(Reading(entry));
        return new Sample(entry.Id, content, disk.Peek(Queue + entry.Id)!, readings);
    }

    private static FaultyDisk DiskWith(Sample sample, byte[] octets)
    {
        var disk = new FaultyDisk();
        disk.Put(Queue + sample.Id, octets);
        return disk;
    }

    private MailSpool Reopen(FaultyDisk disk, out SpoolRecovery recovery)
    {
        var spool = new MailSpool(disk, SpoolScenario.Limits, _time, new NoFailpoints());
        recovery = spool.Recover();
        return spool;
    }

    private static string Reading(SpoolEntry entry) =>
        System.Text.Json.JsonSerializer.Serialize(entry.Record, GatepostJson.Default.SpoolRecord)
        + System.Text.Json.JsonSerializer.Serialize([.. entry.States], GatepostJson.Default.RecipientUpdateArray);

    private sealed record Sample(MailId Id, byte[] Content, byte[] Octets, IReadOnlyList<string> Readings);

    private sealed class ByLength : IComparer<string>
    {
        public int Compare(string? x, string? y) => (x?.Length ?? 0).CompareTo(y?.Length ?? 0);
    }
}

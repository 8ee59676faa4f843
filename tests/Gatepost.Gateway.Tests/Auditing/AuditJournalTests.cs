using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.Auditing;
using Gatepost.Gateway.Spool;
using Gatepost.Gateway.Spool.Disk;
using Gatepost.Testing.Disk;

namespace Gatepost.Gateway.Tests.Auditing;

public class AuditJournalTests : IDisposable
{
    private static readonly Caller Root = new(0, "root");
    private static readonly ImmutableSortedDictionary<string, string> Nothing = ImmutableSortedDictionary<string, string>.Empty;

    private readonly TemporaryFolder _folder = new();

    private string File => Path.Combine(_folder.Path, AuditJournal.FileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_appended_over_restarts()
    {
        foreach (var verb in (string[])["queue-hold", "queue-delete"])
        {
            using var journal = new AuditJournal(new PhysicalDisk(_folder.Path), TimeProvider.System);
            journal.Append(Root, verb, Nothing.Add("id", "x\ny"));
        }
        var lines = System.IO.File.ReadAllLines(File).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["queue-hold", "queue-delete"], lines.Select(line => line.GetProperty("verb").GetString()));
        Assert.Equal("x\ny", lines[0].GetProperty("arguments").GetProperty("id").GetString());
        Assert.Equal("root", lines[0].GetProperty("user_name").GetString());
    }

    [Fact]
    public void A_torn_last_line_does_not_swallow_the_next_one()
    {
        System.IO.File.WriteAllText(File, "{\"at\":\"2026-11-2");
        using (var journal = new AuditJournal(new PhysicalDisk(_folder.Path), TimeProvider.System))
            journal.Append(Root, "queue-flush", Nothing);
        var lines = System.IO.File.ReadAllLines(File);
        Assert.Equal(2, lines.Length);
        Assert.Equal("queue-flush", JsonDocument.Parse(lines[1]).RootElement.GetProperty("verb").GetString());
    }

    [Fact]
    public void A_line_that_could_not_be_synced_is_refused_and_the_next_one_is_whole()
    {
        var disk = new UnsyncableDisk(new PhysicalDisk(_folder.Path)) { IsBroken = true };
        using (var journal = new AuditJournal(disk, TimeProvider.System))
        {
            Assert.Throws<IOException>(() => journal.Append(Root, "queue-delete", Nothing.Add("id", "a long argument that a shorter line must not leave behind")));
            disk.IsBroken = false;
            journal.Append(Root, "queue-flush", Nothing);
        }
        var line = Assert.Single(System.IO.File.ReadAllLines(File));
        Assert.Equal("queue-flush", JsonDocument.Parse(line).RootElement.GetProperty("verb").GetString());
    }

    /// <summary>A disk whose fsync fails while it is broken.</summary>
    private sealed class UnsyncableDisk(ISpoolDisk disk) : ISpoolDisk
    {
        public bool IsBroken { get; set; }

        public string Root => disk.Root;

        public void CreateFolder(string folder) => disk.CreateFolder(folder);

        public ISpoolFile Open(string path, FileMode mode, FileAccess access) => new UnsyncableFile(disk.Open(path, mode, access), this);

        public IReadOnlyList<string> List(string folder) => disk.List(folder);

        public void Rename(string from, string to) => disk.Rename(from, to);

        public void Delete(string path) => disk.Delete(path);

        public void SyncFolder(string folder) => disk.SyncFolder(folder);

        public long FreeOctets() => disk.FreeOctets();
    }

    private sealed class UnsyncableFile(ISpoolFile file, UnsyncableDisk disk) : ISpoolFile
    {
        public long Length => file.Length;

        public void Write(ReadOnlySpan<byte> octets, long position) => file.Write(octets, position);

        public int Read(Span<byte> octets, long position) => file.Read(octets, position);

        public void SetLength(long octets) => file.SetLength(octets);

        public void Sync()
        {
            if (disk.IsBroken)
                throw new IOException("fsync failed");
            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}

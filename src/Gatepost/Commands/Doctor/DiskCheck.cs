using System.Diagnostics;
using Gatepost.Gateway.Configuration.Units;
using Gatepost.Gateway.Spool.Disk;

namespace Gatepost.Commands.Doctor;

/// <summary>The volume of the data folder: room, speed of fsync, owner and rights, and that the spool is one file system.</summary>
internal sealed class DiskCheck : ILocalCheck
{
    private const string ProbeFolder = "doctor";
    private const int Syncs = 15;

    private static readonly string[] SpoolFolders = ["spool", "spool/incoming", "spool/queue"];

    /// <summary>A message waits for two of them: above this a gateway of one client does ten messages a second.</summary>
    private static readonly TimeSpan SlowSync = TimeSpan.FromMilliseconds(50);

    public string Name => "disk";

    public IEnumerable<Diagnosis> Look(Patient patient)
    {
        var folder = patient.Settings.DataFolder;
        if (!Directory.Exists(folder))
        {
            yield return Diagnosis.Warning($"the data folder {folder} is not there", "the first start makes it; as a service: /var/lib/gatepost, owned by the user gatepost");
            yield break;
        }
        yield return Rights(folder);
        yield return Room(patient, folder);
        yield return Speed(folder);
        if (SplitSpool(folder) is { } split)
            yield return split;
    }

    private static Diagnosis Rights(string folder)
    {
        var mode = File.GetUnixFileMode(folder);
        return (mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute)) == 0
            ? Diagnosis.Ok($"{folder} is closed to other users")
            : Diagnosis.Warning($"other users may look into {folder}", $"chmod 700 {folder}: mail lies there");
    }

    private static Diagnosis Room(Patient patient, string folder)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        var least = patient.Settings.MinimumFreeOctets;
        var words = $"{SizeText.Format(free)} are free";
        if (free < least)
            return Diagnosis.Trouble($"{words}, and below {SizeText.Format(least)} (minimum-free) no mail is taken", "make room: du -sh " + folder + "/*; log-days and the areas' expires-after say how long things are kept");
        return free < 4 * least ? Diagnosis.Warning($"{words}: not much above minimum-free ({SizeText.Format(least)})", "make room before it is used up") : Diagnosis.Ok(words);
    }

    private static Diagnosis Speed(string folder)
    {
        try
        {
            var median = MedianSync(new PhysicalDisk(folder));
            var words = $"an fsync takes {median.TotalMilliseconds.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture)} ms";
            return median > SlowSync ? Diagnosis.Warning(words, "slow for mail: use a disk with a protected cache, and no network volume for the data folder") : Diagnosis.Ok(words);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return Diagnosis.Trouble($"the data folder cannot be written: {refusal.Message}", "is it the gateway's user who asks? runuser -u gatepost -- gatepost doctor");
        }
    }

    private static TimeSpan MedianSync(PhysicalDisk disk)
    {
        var owner = !Directory.Exists(Path.Combine(disk.Root, ProbeFolder));
        disk.CreateFolder(ProbeFolder);
        // A name that nobody can have laid a link at, and a new file or none: doctor may be root.
        var path = $"{ProbeFolder}/{Guid.NewGuid():N}";
        var times = new List<TimeSpan>();
        try
        {
            using var file = disk.Open(path, FileMode.CreateNew, FileAccess.Write);
            for (var i = 0; i < Syncs; i++)
            {
                file.Write(new byte[4_096], i * 4_096);
                var began = Stopwatch.GetTimestamp();
                file.Sync();
                times.Add(Stopwatch.GetElapsedTime(began));
            }
        }
        finally
        {
            disk.Delete(path);
            // Root leaves nothing behind that the gateway's own user cannot remove.
            if (owner)
                Directory.Delete(Path.Combine(disk.Root, ProbeFolder));
        }
        times.Sort();
        return times[Syncs / 2];
    }

    /// <summary>A commit renames from one folder of the spool to the other, which no two file systems can.</summary>
    private static Diagnosis? SplitSpool(string folder)
    {
        string[] places = [.. SpoolFolders.Select(name => Path.Combine(folder, name)).Where(Directory.Exists)];
        var volumes = File.ReadLines("/proc/self/mounts").Select(line => line.Split(' ')[1]).ToHashSet(StringComparer.Ordinal);
        return places.FirstOrDefault(place => place != Path.Combine(folder, "spool") && volumes.Contains(place)) is { } apart
            ? Diagnosis.Trouble($"{apart} is a file system of its own", "the folders of the spool must be on one: mail could not be stored otherwise")
            : null;
    }
}

using System.Globalization;

namespace Gatepost.Gateway.Spool;

/// <summary>The folder <c>corrupt</c>: what cannot be trusted is kept there for people, never deleted, never overwritten.</summary>
internal static class SetAsideFolder
{
    public const string ContentDamaged = "has a content that does not match its checksum";

    /// <summary>A name that is free there: the file's own, or that with a number.</summary>
    public static string FreeName(ISpoolDisk disk, string name)
    {
        var taken = disk.List(SpoolFilePlace.Corrupt);
        var free = name;
        for (var number = 1; taken.Contains(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}.{number}");
        return free;
    }

    /// <summary>Makes moves durable: the new name first, so that no power cut can lose both.</summary>
    public static void Sync(ISpoolDisk disk)
    {
        disk.SyncFolder(SpoolFilePlace.Corrupt);
        disk.SyncFolder(SpoolFilePlace.Queue);
    }
}

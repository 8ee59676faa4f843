using System.Text;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Nodes;

/// <summary>
/// Who this node is among those that share a database: made at its first start and kept in the data folder, since its spool is what others cannot know of. Host
/// names are not asked: several nodes may greet by one.
/// </summary>
public sealed class NodeId(ISpoolDisk disk)
{
    /// <summary>Where it is, relative to the data folder.</summary>
    public const string FileName = Folder + "/id";

    private const string Folder = "node";

    private readonly Lock _lock = new();
    private string? _value;

    /// <summary>A UUID. <see cref="IOException"/>, which names the file, when the disk refuses: it is asked again by the next call.</summary>
    public string Value
    {
        get
        {
            lock (_lock)
                return _value ??= Find();
        }
    }

    private string Find()
    {
        try
        {
            return Read(disk) ?? Make(disk);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{disk.Root}/{FileName}, which says who this node is, can be neither read nor made: {error.Message}", error);
        }
    }

    private static string? Read(ISpoolDisk disk)
    {
        try
        {
            using var file = disk.Open(FileName, FileMode.Open, FileAccess.Read);
            var octets = new byte[64];
            var read = file.Read(octets, 0);
            return Guid.TryParse(Encoding.ASCII.GetString(octets, 0, read).Trim(), out var id) ? id.ToString("D") : null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static string Make(ISpoolDisk disk)
    {
        var id = Guid.NewGuid().ToString("D");
        const string temporary = FileName + ".new";
        disk.CreateFolder(Folder);
        using (var file = disk.Open(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(id + "\n"), 0);
            file.Sync();
        }
        disk.Rename(temporary, FileName);
        disk.SyncFolder(Folder);
        return id;
    }
}

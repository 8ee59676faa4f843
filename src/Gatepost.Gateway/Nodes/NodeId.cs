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

    private readonly Lazy<string> _value = new(() => Read(disk) ?? Make(disk));

    /// <summary>A UUID. <see cref="IOException"/> when the disk refuses.</summary>
    public string Value => _value.Value;

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

using System.Text.Json;
using System.Text.Json.Serialization;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.MessageLog.Journal;

/// <summary>
/// How far the segment that was read last is loaded. Other segments are loaded from their start: lines may come twice. It is written only after the
/// store's transaction, so it is never ahead of the store.
/// </summary>
/// <param name="Segment">File name.</param>
/// <param name="Offset">Octets.</param>
internal sealed record JournalPosition(string Segment, long Offset)
{
    /// <summary>The stored position, or null when there is none that can be read.</summary>
    public static JournalPosition? Read(ISpoolDisk disk)
    {
        try
        {
            using var file = disk.Open(JournalFolder.Position, FileMode.Open, FileAccess.Read);
            Span<byte> octets = stackalloc byte[512];
            return JsonSerializer.Deserialize(octets[..file.Read(octets, 0)], JournalPositionJson.Default.JournalPosition);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Replaces the stored position. The rename may be lost by a power cut: an older position costs only a second load.</summary>
    public void Write(ISpoolDisk disk)
    {
        using (var file = disk.Open(JournalFolder.NewPosition, FileMode.Create, FileAccess.Write))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this, JournalPositionJson.Default.JournalPosition), 0);
            file.Sync();
        }
        disk.Rename(JournalFolder.NewPosition, JournalFolder.Position);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JournalPosition))]
internal sealed partial class JournalPositionJson : JsonSerializerContext;

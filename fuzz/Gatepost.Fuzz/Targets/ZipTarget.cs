using System.IO.Compression;
using System.Security.Cryptography;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Mime.Containers;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// Zip archives. One that we read without a complaint holds for another reader what it holds for us: where they differ a virus hides.
/// </summary>
internal sealed class ZipTarget : IFuzzTarget
{
    public string Name => "zip";

    public string Summary => "zip archives, nested ones too; without a problem it holds what System.IO.Compression sees";

    public IReadOnlyList<string> Words { get; } =
    [
        "PK\u0001\u0002", "PK\u0003\u0004", "PK\u0005\u0006", "PK\u0007\u0008", "PK\u0006\u0006", "\u0001\0\u0010\0", "\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "\u0008\0", "a.txt", "a.zip", "../", "\u0003\0", "K\u00cc\u0007\0",
    ];

    public void Run(ReadOnlySpan<byte> input)
    {
        var octets = input.ToArray();
        var collection = new PartCollection(MimePartTarget.Limits);
        var container = new MessagePart { Path = "1", Name = "a.zip", Size = octets.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(octets)) };
        var source = new MemoryOctets(octets, octets.Length);
        collection.TryAdd(container, source);
        new ContainerWalker(collection, MimePartTarget.Limits).Walk(container, source, default);
        var parts = collection.ToParts();
        PartChecks.All(parts, MimePartTarget.Limits);
        Expect.That(parts.All.Skip(1).All(part => part.IsMember && part.Depth > 0), "a member that is none");
        if (parts.Problems.IsEmpty)
            Compare(octets, parts);
    }

    private static void Compare(byte[] octets, IMessageParts parts)
    {
        var ours = parts.All.Where(part => part.Depth == 1).Select(part => $"{part.Size} {part.Sha256}").ToArray();
        string[] theirs;
        try
        {
            using var archive = new ZipArchive(new MemoryStream(octets), ZipArchiveMode.Read);
            theirs = [.. archive.Entries.Where(entry => !IsFolder(entry)).Select(Show)];
        }
        catch (Exception error) when (error is InvalidDataException or NotSupportedException or IOException)
        {
            // It is stricter than we are: what it does not open it shows to nobody.
            return;
        }
        Expect.Equal(string.Join('\n', theirs), string.Join('\n', ours), "another reader sees other members, and no problem tells");
    }

    private static bool IsFolder(ZipArchiveEntry entry) => entry.Length == 0 && entry.FullName.Length > 0 && entry.FullName[^1] is '/' or '\\';

    private static string Show(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var octets = new MemoryStream();
        stream.CopyTo(octets);
        return $"{octets.Length} {Convert.ToHexStringLower(SHA256.HashData(octets.GetBuffer().AsSpan(0, (int)octets.Length)))}";
    }
}

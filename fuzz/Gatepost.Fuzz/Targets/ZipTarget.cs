using System.IO.Compression;
using System.Security.Cryptography;
using Gatepost.Mail.Extraction;

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
        var answer = ExtractionChecks.Open(input, "a.zip");
        if (answer.Problems.IsEmpty && answer.TrueType == "zip")
            Compare(input.ToArray(), answer);
    }

    private static void Compare(byte[] octets, ExtractionAnswer answer)
    {
        var ours = answer.Nodes.Where(node => node.Parent == 0).Select(node => $"{node.Size} {node.Sha256}").ToArray();
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

using System.Security.Cryptography;
using System.Text.Json;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;

namespace Gatepost.Fuzz.Targets;

/// <summary>
/// Opens input as a worker does, and says what holds of every answer: the gateway takes it, members are the octets that were hashed, and whatever the reader threw was its way to say "damaged".
/// </summary>
internal static class ExtractionChecks
{
    /// <summary>Small, so that inputs of some kilobytes reach them.</summary>
    public static readonly ExtractionBudget Budget = new()
    {
        Depth = 4, FilesPerContainer = 40, Files = 60, FileOctets = 262_144, AllOctets = 1_048_576, RatioFreeOctets = 65_536, TextOctets = 65_536, Links = 100,
        Time = TimeSpan.FromMinutes(5), CpuTime = TimeSpan.FromMinutes(5),
    };

    /// <summary>
    /// Memory that the thread may ask for in all, given back or not: what is quadratic in 16 KB asks for more. Each of <see cref="ExtractionBudget.Files"/> may be a window of some megabytes.
    /// </summary>
    private const long AllocatedOctets = 536_870_912;

    private static readonly FormatReaders Readers = FormatReaders.All();

    /// <summary>Opens octets under a name.</summary>
    public static ExtractionAnswer Open(ReadOnlySpan<byte> input, string name, params string[] passwords) => Open(input, name, out _, passwords);

    /// <summary>As the other, with the octets of the members.</summary>
    public static ExtractionAnswer Open(ReadOnlySpan<byte> input, string name, out MemoryJobFolder folder, params string[] passwords)
    {
        folder = new MemoryJobFolder(input.ToArray());
        var request = new ExtractionRequest { Job = 1, Name = name, Budget = Budget, WantsText = true, Passwords = [.. passwords] };
        using var watch = new FaultWatch();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = new FileOpener(Readers).Open(request, folder, default);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Expect.That(watch.Fault is null, $"a reader has a fault: {watch.Fault}");
        Expect.That(allocated <= AllocatedOctets, $"{input.Length} octets made the reader ask for {allocated} octets of memory");
        Expect.That(
            ExtractionAnswerReader.Read(JsonSerializer.SerializeToUtf8Bytes(answer, ExtractionJson.Compact.ExtractionAnswer), request) is not null, "an answer that the gateway does not take");
        for (var node = 1; node <= answer.Nodes.Length; node++)
            Check(answer.Nodes[node - 1], node, folder);
        return answer;
    }

    /// <summary>Texts and links, to compare what two files say.</summary>
    public static string Words(ExtractionAnswer answer) =>
        string.Join('\n', [.. answer.Texts.Select(text => $"{text.Node} {text.Kind} {text.Text}"), .. answer.Links.Select(link => $"{link.Node} {link.Carrier} {link.Url} {link.Shown}")]);

    /// <summary>True where some member has just these octets.</summary>
    public static bool Holds(ExtractionAnswer answer, ReadOnlySpan<byte> octets)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(octets));
        return answer.Nodes.Any(node => node.Sha256 == hash);
    }

    private static void Check(ExtractedNode node, int number, MemoryJobFolder folder)
    {
        if (!node.IsStored || node.Size is not { } size)
            return;
        var octets = folder.Octets(number);
        Expect.That(octets.Length == size, $"member {number} has {size} octets, and {octets.Length} are there");
        Expect.Equal(node.Sha256!, Convert.ToHexStringLower(SHA256.HashData(octets.Span)), $"member {number} has other octets than were hashed");
    }
}

using System.Security.Cryptography;
using System.Text.Json;
using Gatepost.Extraction.Formats;
using Gatepost.Extraction.Jobs;
using Gatepost.Mail.Extraction;

namespace Gatepost.Fuzz.Targets;

/// <summary>Opens input as a worker does, and says what holds of every answer: the gateway takes it, and members are the octets that were hashed.</summary>
internal static class ExtractionChecks
{
    /// <summary>Small, so that inputs of some kilobytes reach them.</summary>
    public static readonly ExtractionBudget Budget = new()
    {
        Depth = 4, FilesPerContainer = 40, Files = 60, FileOctets = 262_144, AllOctets = 1_048_576, RatioFreeOctets = 65_536, TextOctets = 65_536, Links = 100,
        Time = TimeSpan.FromMinutes(5), CpuTime = TimeSpan.FromMinutes(5),
    };

    private static readonly FormatReaders Readers = FormatReaders.All();

    /// <summary>Opens octets under a name.</summary>
    public static ExtractionAnswer Open(ReadOnlySpan<byte> input, string name, params string[] passwords)
    {
        var folder = new MemoryJobFolder(input.ToArray());
        var request = new ExtractionRequest { Job = 1, Name = name, Budget = Budget, WantsText = true, Passwords = [.. passwords] };
        var answer = new FileOpener(Readers).Open(request, folder, default);
        Expect.That(
            ExtractionAnswerReader.Read(JsonSerializer.SerializeToUtf8Bytes(answer, ExtractionJson.Compact.ExtractionAnswer), request) is not null, "an answer that the gateway does not take");
        for (var node = 1; node <= answer.Nodes.Length; node++)
            Check(answer.Nodes[node - 1], node, folder);
        return answer;
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

using System.Security.Cryptography;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Targets;

/// <summary>What holds of every list of parts.</summary>
internal static class PartChecks
{
    public static void All(IMessageParts parts, ReadingLimits limits)
    {
        Expect.That(parts.All.Length <= limits.Parts, $"{parts.All.Length} parts");
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var part in parts.All)
        {
            Expect.That(paths.Add(part.Path), $"two parts {part.Path}");
            Expect.That(part.Parent is null || part.Path.StartsWith(part.Parent + "/", StringComparison.Ordinal), $"{part.Path} is held by {part.Parent}");
            Expect.That(part.Depth == 0, $"{part.Path} is {part.Depth} deep");
            Expect.That((part.Name?.Length ?? 0) <= limits.NameCharacters + 2, $"{part.Path} has a name of {part.Name?.Length} characters");
            Expect.That(part.Size is null == part.Sha256 is null, $"{part.Path} has a size or a hash, but not both");
            if (!part.IsMultipart)
                Open(parts, part);
        }
        var problems = parts.Problems;
        Expect.That(parts.All.All(part => part.IsMultipart || part.Size is not null || problems.Any(problem => problem.Part == part.Path)), "a part that was not read, and no problem says so");
    }

    private static void Open(IMessageParts parts, MessagePart part)
    {
        using var stream = parts.Open(part);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var block = new byte[4_096];
        var size = 0L;
        while (stream.Read(block) is var read and > 0)
        {
            hash.AppendData(block, 0, read);
            size += read;
            Expect.That(size <= Loop.Mutator.MaxOctets, $"{part.Path} opens to more than the message");
        }
        if (part.Size is null)
            return;
        Expect.That(size == part.Size, $"{part.Path} has {part.Size} octets, and opens to {size}");
        Expect.Equal(part.Sha256!, Convert.ToHexStringLower(hash.GetHashAndReset()), $"{part.Path} opens to other octets than were hashed");
    }
}

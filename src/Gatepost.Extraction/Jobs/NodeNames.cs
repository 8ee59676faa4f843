using System.Collections.Immutable;
using Gatepost.Extraction.Formats;
using Gatepost.Mail.Extraction;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Jobs;

/// <summary>Makes the names that a container has for a member fit to be shown.</summary>
internal static class NodeNames
{
    // File systems end at 255 octets a name; paths within archives may be longer.
    private const int NameCharacters = 1_000;
    // A zip has two at most, an e-mail three.
    private const int OtherNames = 8;
    private const int TypeCharacters = 128;

    public static ExtractedNode Clean(int parent, MemberEntry entry)
    {
        var name = FileName.Clean(entry.Name, NameCharacters);
        return new ExtractedNode
        {
            Parent = parent,
            Name = name,
            OtherNames = [.. entry.OtherNames.Append(FileName.Unrecovered(entry.Name, NameCharacters)).Select(other => FileName.Clean(other, NameCharacters))
                .OfType<string>().Where(other => other != name).Distinct(StringComparer.Ordinal).Take(OtherNames)],
            DeclaredType = Cut(entry.DeclaredType)?.ToLowerInvariant(),
            Charset = Cut(entry.Charset),
            IsFile = entry.IsFile,
            IsEncrypted = entry.IsEncrypted,
        };
    }

    private static string? Cut(string? word) => word is null ? null : word[..Math.Min(word.Length, TypeCharacters)];
}

using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gatepost.Mail.FileTypes;

/// <summary>The catalogue of kinds of file, and how they are told by their content. Thread-safe.</summary>
public static class FileTypeCatalogue
{
    /// <summary>Octets from the start that telling wants: the mark of an ISO 9660 image stands at 32,769.</summary>
    public const int HeadOctets = 36_864;

    /// <summary>Octets from the end that telling wants: the marks of disk images stand in the last 512.</summary>
    public const int TailOctets = 512;

    /// <summary>What no entry matches.</summary>
    public static FileType Unknown { get; } = new("unknown", FileFamily.Unknown, "unknown content");

    /// <summary>Every kind.</summary>
    public static ImmutableArray<FileType> All { get; } =
    [
        new FileType("zip", FileFamily.Archive, "zip archive") { Extensions = ["zip"], MediaTypes = ["application/zip"] },
        new FileType("gzip", FileFamily.Archive, "gzip") { Extensions = ["gz", "tgz"], MediaTypes = ["application/gzip"] },
        new FileType("pdf", FileFamily.Document, "PDF document") { Extensions = ["pdf"], MediaTypes = ["application/pdf"] },
        Unknown,
    ];

    private static readonly FrozenDictionary<string, FileType> ByName = All.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>The kind of a name, or null.</summary>
    public static FileType? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>Tells by content alone.</summary>
    /// <param name="head">The first octets, up to <see cref="HeadOctets"/>; fewer make some kinds unknown.</param>
    /// <param name="tail">The last octets, up to <see cref="TailOctets"/>; may be empty where nobody knows them.</param>
    /// <param name="length">Octets of the whole.</param>
    public static FileType Detect(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail, long length)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
            return ByName["zip"];
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b]))
            return ByName["gzip"];
        return head.StartsWith("%PDF-"u8) ? ByName["pdf"] : Unknown;
    }
}

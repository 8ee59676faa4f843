using System.Collections.Immutable;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>One line of a zip's central directory (APPNOTE 4.3.12).</summary>
internal sealed record ZipEntry
{
    public required byte[] Name { get; init; }

    /// <summary>Another name, which some programs show instead, or null.</summary>
    public string? UnicodeName { get; init; }

    public required ushort Flags { get; init; }

    public required ushort Method { get; init; }

    public required long PackedSize { get; init; }

    public required long Size { get; init; }

    /// <summary>Offset of the local header in the stream, junk in front of the archive counted in.</summary>
    public required long HeaderOffset { get; init; }

    /// <summary>General purpose bit 0; method 99 is WinZip's AES.</summary>
    public bool IsEncrypted => (Flags & 1) != 0 || Method == 99;

    /// <summary>Has no content: not even packed, or a hidden member could lie in it. Nothing deflates to two octets.</summary>
    public bool IsFolder => Name.Length > 0 && Name[^1] is (byte)'/' or (byte)'\\' && Size == 0 && PackedSize <= 2;
}

/// <summary>What a directory held, and why it ended early.</summary>
internal readonly record struct ZipDirectoryReading(ImmutableArray<ZipEntry> Entries, PartProblemKind? Problem, string? Reason);

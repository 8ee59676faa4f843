using System.Text;

namespace Gatepost.Extraction.Formats.Archives.Zip;

/// <summary>One line of a zip's central directory (APPNOTE 4.3.12), or a local header that no directory names.</summary>
internal sealed record ZipEntry
{
    /// <summary>As its octets stand there.</summary>
    public required byte[] Name { get; init; }

    /// <summary>Another name, which some programs show instead, or null.</summary>
    public string? UnicodeName { get; init; }

    public required ushort Flags { get; init; }

    /// <summary>How it is packed; behind WinZip's AES (method 99) the one that its field names.</summary>
    public required ushort Method { get; init; }

    public required long PackedSize { get; init; }

    /// <summary>Unpacked octets; null for a local header that leaves them to a descriptor.</summary>
    public required long? Size { get; init; }

    /// <summary>CRC-32 of the unpacked octets; null likewise.</summary>
    public required uint? Checksum { get; init; }

    /// <summary>MS-DOS time of day, which verifies a password where the checksum stands behind the octets.</summary>
    public required ushort Time { get; init; }

    /// <summary>Offset of the local header in the stream, junk in front of the archive counted in.</summary>
    public required long HeaderOffset { get; init; }

    /// <summary>WinZip's AES, or null.</summary>
    public ZipAesField? Aes { get; init; }

    /// <summary>General purpose bit 0.</summary>
    public bool IsEncrypted => (Flags & 1) != 0 || Aes is not null;

    /// <summary>Bit 3: the lengths stand behind the packed octets, and in the directory.</summary>
    public bool LengthFollows => (Flags & 8) != 0;

    /// <summary>Has no content: not even packed, or a hidden member could lie in it. Nothing deflates to two octets.</summary>
    public bool IsFolder => Name.Length > 0 && Name[^1] is (byte)'/' or (byte)'\\' && Size is 0 && PackedSize <= 2;

    /// <summary>The name, a character an octet: who shows it finds out its code page.</summary>
    public string ToName() => Encoding.Latin1.GetString(Name);
}

/// <summary>The extra field 0x9901 of WinZip's AES.</summary>
/// <param name="Strength">1, 2, 3 for keys of 128, 192, 256 bits.</param>
/// <param name="HasChecksum">False for AE-2, whose checksum field is 0.</param>
internal sealed record ZipAesField(byte Strength, bool HasChecksum);

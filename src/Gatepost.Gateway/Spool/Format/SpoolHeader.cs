using System.Buffers.Binary;
using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Spool.Format;

/// <summary>
/// The first 64 octets of a spool file, little-endian: magic (8), format version (4), reserved (4), mail id (16, big-endian), content length (8),
/// reserved (20), CRC-32C of all before it (4). Content follows, then records (<see cref="SpoolRecordFrame"/>).
/// </summary>
internal readonly record struct SpoolHeader(MailId Id, long ContentLength, uint Format = SpoolHeader.First)
{
    /// <summary>Length of the header, and so the offset of the content.</summary>
    public const int Octets = 64;

    /// <summary>What most mail is written in. Formats must stay readable for ever.</summary>
    public const uint First = 1;

    /// <summary>
    /// Copies with a next hop of their own. A release that does not know them would send them by its routes, so such a file, and no other, says of itself that it
    /// is not for that release.
    /// </summary>
    public const uint WithNextHops = 2;

    /// <summary>The newest format that this release reads.</summary>
    private const uint Newest = WithNextHops;

    /// <summary>Ends in a line feed, so that a transfer in text mode shows.</summary>
    private static ReadOnlySpan<byte> Magic => "GPSPOOL\n"u8;

    /// <summary>Put over the magic of a file whose commit failed after the rename, so that it cannot come back as mail.</summary>
    private static ReadOnlySpan<byte> WithdrawnMagic => "GPGONE.\n"u8;

    /// <summary>Fills the 64 octets.</summary>
    public void Write(Span<byte> header)
    {
        header[..Octets].Clear();
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Format);
        Id.Value.TryWriteBytes(header[16..32], bigEndian: true, out _);
        BinaryPrimitives.WriteInt64LittleEndian(header[32..], ContentLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[60..], Crc32C.Of(header[..60]));
    }

    /// <summary>The octets that withdraw a file, at its start.</summary>
    public static ReadOnlySpan<byte> Withdrawal => WithdrawnMagic;

    /// <summary>True when the file was withdrawn: it was never acknowledged.</summary>
    public static bool IsWithdrawn(ReadOnlySpan<byte> header) => header.StartsWith(WithdrawnMagic);

    /// <summary>Reads a header; the fault says in words what is wrong, and is null when all is well.</summary>
    public static SpoolHeader Read(ReadOnlySpan<byte> header, out string? fault)
    {
        fault = Fault(header);
        return fault is null
            ? new SpoolHeader(new MailId(new Guid(header[16..32], bigEndian: true)), BinaryPrimitives.ReadInt64LittleEndian(header[32..]), BinaryPrimitives.ReadUInt32LittleEndian(header[8..]))
            : default;
    }

    private static string? Fault(ReadOnlySpan<byte> header)
    {
        if (header.Length < Octets)
            return "is shorter than the header of a spool file";
        if (!header.StartsWith(Magic))
            return "does not begin as a spool file does";
        var version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version > Newest)
            return FormattableString.Invariant($"was written by a newer release (spool format {version}; this one reads up to {Newest})");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[60..]) != Crc32C.Of(header[..60]))
            return "has a damaged header (checksum)";
        return version == 0 || BinaryPrimitives.ReadInt64LittleEndian(header[32..]) < 0 ? "has a header without sense" : null;
    }
}

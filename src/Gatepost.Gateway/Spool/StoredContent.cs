using Gatepost.Gateway.Spool.Format;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>Content that is read from its spool file; every reader has a file handle of its own, and stays valid when the file is removed.</summary>
internal sealed class StoredContent(ISpoolDisk disk, SpoolFilePlace place, long length, ReadOnlyMemory<byte> sha256) : MessageContent
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Sha256 => sha256;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    public override Stream OpenRead() => new SpoolFileStream(place.Open(disk, FileAccess.Read), SpoolHeader.Octets, length);
}

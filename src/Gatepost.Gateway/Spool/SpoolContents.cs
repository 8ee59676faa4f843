using System.Security.Cryptography;
using Gatepost.Gateway.Spool.Format;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>Gives out the contents of committed messages, checked.</summary>
internal sealed class SpoolContents(ISpoolDisk disk, SpoolLimits limits)
{
    private const string FileIsGone = "is gone from the spool: somebody else removed it";

    /// <summary>The content, or null and what is wrong with the file. <see cref="IOException"/> when the disk cannot read now.</summary>
    public MessageContent? Open(SpoolEntry entry, out string fault)
    {
        fault = "";
        if (entry.Kept?.TryGetTarget(out var kept) == true)
            return kept;
        try
        {
            using var file = entry.Place.Open(disk, FileAccess.Read);
            MessageContent? content = entry.ContentLength <= limits.MemoryOctets ? Load(entry, file) : Check(entry, file);
            if (content is null)
                fault = SetAsideFolder.ContentDamaged;
            return content;
        }
        catch (FileNotFoundException) when (!entry.IsFinished)
        {
            fault = FileIsGone;
            return null;
        }
    }

    private static MemoryContent? Load(SpoolEntry entry, ISpoolFile file)
    {
        var octets = new byte[entry.ContentLength];
        if (SpoolFileOctets.ReadFully(file, octets, SpoolHeader.Octets) < octets.Length)
            return null;
        var sha256 = SHA256.HashData(octets);
        if (!entry.Sha256.Span.SequenceEqual(sha256))
            return null;
        var content = new MemoryContent(octets, sha256);
        entry.Kept = new WeakReference<MessageContent>(content);
        return content;
    }

    private StoredContent? Check(SpoolEntry entry, ISpoolFile file)
    {
        if (!entry.IsVerified && !SpoolFileOctets.ContentMatches(file, entry.ContentLength, entry.Sha256.Span))
            return null;
        entry.IsVerified = true;
        return new StoredContent(disk, entry.Place, entry.ContentLength, entry.Sha256);
    }
}

namespace Gatepost.Mail.Mime;

/// <summary>
/// The octets of one message as they arrived: CRLF lines, header block first, never changed. Small content lies in memory, large content
/// in a file. Any number of readers may be open at once, on any thread.
/// </summary>
public abstract class MessageContent
{
    /// <summary>Octets.</summary>
    public abstract long Length { get; }

    /// <summary>SHA-256 of all octets.</summary>
    public abstract ReadOnlyMemory<byte> Sha256 { get; }

    /// <summary>The octets, when they lie in memory; empty and false when they must be read from <see cref="OpenRead"/>.</summary>
    public abstract bool TryGetMemory(out ReadOnlyMemory<byte> octets);

    /// <summary>A seekable stream over the octets; the caller disposes it.</summary>
    public abstract Stream OpenRead();
}

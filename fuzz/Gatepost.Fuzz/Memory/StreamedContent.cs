using System.Security.Cryptography;
using Gatepost.Mail.Mime;

namespace Gatepost.Fuzz.Memory;

/// <summary>Content that gives no memory, as a large one in a file does: readers must come to the same by its stream.</summary>
internal sealed class StreamedContent(byte[] octets) : MessageContent
{
    public override long Length => octets.Length;

    public override ReadOnlyMemory<byte> Sha256 => SHA256.HashData(octets);

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public override Stream OpenRead() => new PiecewiseStream(octets);
}

using System.Security.Cryptography;
using Gatepost.Mail.Mime;

namespace Gatepost.Mail.Tests.Mime;

/// <summary>Content that is not in memory, as large content is.</summary>
internal sealed class StreamedContent(byte[] octets) : MessageContent
{
    public override long Length => octets.Length;

    public override ReadOnlyMemory<byte> Sha256 => SHA256.HashData(octets);

    public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
    {
        memory = default;
        return false;
    }

    public override Stream OpenRead() => new MemoryStream(octets, writable: false);
}

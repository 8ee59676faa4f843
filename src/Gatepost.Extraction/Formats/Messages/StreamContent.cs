using System.Security.Cryptography;
using Gatepost.Extraction.Formats.Archives;
using Gatepost.Mail.Mime;

namespace Gatepost.Extraction.Formats.Messages;

/// <summary>A message that lies in a file which is being read; its readers take turns.</summary>
internal sealed class StreamContent(Stream content) : MessageContent
{
    private readonly Lazy<byte[]> _sha256 = new(() =>
    {
        content.Position = 0;
        return SHA256.HashData(content);
    });

    public override long Length => content.Length;

    public override ReadOnlyMemory<byte> Sha256 => _sha256.Value;

    public override bool TryGetMemory(out ReadOnlyMemory<byte> octets)
    {
        octets = default;
        return false;
    }

    public override Stream OpenRead() => new SliceStream(content, 0, content.Length);
}

using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Policies.Edits;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Tests.Policies.Edits;

/// <summary>Octets as Latin-1 text, so that a test reads like the wire and every octet survives.</summary>
internal static class EditCases
{
    public static string Edit(string message, params MessageEdit[] edits) => Edit(message, "", edits);

    public static string Edit(string message, string trace, MessageEdit[] edits)
    {
        var inMemory = Read(new MemoryContent(Encoding.Latin1.GetBytes(message)), trace, edits);
        var inFile = Read(new StreamedContent(Encoding.Latin1.GetBytes(message)), trace, edits);
        Assert.Equal(inMemory, inFile);
        return inMemory;
    }

    private static string Read(MessageContent content, string trace, MessageEdit[] edits)
    {
        var edited = MessageEditor.Open(content, trace, [.. edits]);
        using var stream = edited.OpenRead();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        Assert.Equal(edited.Length, copy.Length);
        return Encoding.Latin1.GetString(copy.ToArray());
    }

    /// <summary>Content that does not lie in memory.</summary>
    internal sealed class StreamedContent(byte[] octets) : MessageContent
    {
        public override long Length => octets.Length;

        public override ReadOnlyMemory<byte> Sha256 => System.Security.Cryptography.SHA256.HashData(octets);

        public override bool TryGetMemory(out ReadOnlyMemory<byte> memory)
        {
            memory = default;
            return false;
        }

        public override Stream OpenRead() => new MemoryStream(octets, writable: false);
    }
}

using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>The header block as octets, with where its fields lie. What is no field (a line without a colon) is part of the block and stays.</summary>
/// <param name="Octets">The block, without the empty line that ends it.</param>
/// <param name="Fields">In order.</param>
internal sealed record RawHeader(ReadOnlyMemory<byte> Octets, ImmutableArray<HeaderField> Fields)
{
    /// <summary>Every field counts here, unlike in an inspection: a forged one behind ten thousand others must go too.</summary>
    private static readonly HeaderLimits Limits = new() { BlockOctets = EditLimits.HeaderOctets, Fields = int.MaxValue };

    /// <summary>Reads the block at the start of a message; its length is at most <see cref="EditLimits.HeaderOctets"/>.</summary>
    public static RawHeader Read(MessageContent content)
    {
        var headers = HeaderScanner.Scan(content, Limits);
        if (content.TryGetMemory(out var octets))
            return new RawHeader(octets[..headers.Length], headers.Fields);
        var block = new byte[headers.Length];
        using var stream = content.OpenRead();
        stream.ReadExactly(block);
        return new RawHeader(block, headers.Fields);
    }
}

using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>A run of octets of an edited message: octets in memory, or a range of a source that is opened when it is read.</summary>
internal readonly record struct OctetSegment
{
    private OctetSegment(ReadOnlyMemory<byte> octets, Func<Stream>? source, long offset, long length) =>
        (Octets, Source, Offset, Length) = (octets, source, offset, length);

    /// <summary>The octets, unless <see cref="Source"/> has them.</summary>
    public ReadOnlyMemory<byte> Octets { get; }

    /// <summary>Opens a seekable stream that has the octets.</summary>
    public Func<Stream>? Source { get; }

    /// <summary>Where they begin in <see cref="Source"/>.</summary>
    public long Offset { get; }

    /// <summary>How many.</summary>
    public long Length { get; }

    public static OctetSegment Of(ReadOnlyMemory<byte> octets) => new(octets, null, 0, octets.Length);

    public static OctetSegment Of(MessageContent content, long offset, long length) => content.TryGetMemory(out var octets)
        ? Of(octets.Slice((int)offset, (int)length))
        : new OctetSegment(default, content.OpenRead, offset, length);
}

using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>A copy as it is sent: trace, edited header, body. Nothing is copied that no edit changed. Any number of streams may be open at once.</summary>
public sealed class EditedMessage
{
    private readonly ImmutableArray<OctetSegment> _segments;

    internal EditedMessage(ImmutableArray<OctetSegment> segments)
    {
        _segments = segments;
        Length = segments.Sum(segment => segment.Length);
    }

    /// <summary>Octets, trace included.</summary>
    public long Length { get; }

    /// <summary>A seekable stream over all octets; the caller disposes it.</summary>
    public Stream OpenRead() => new SegmentStream(_segments);
}

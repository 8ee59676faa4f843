using System.Collections.Immutable;

namespace Gatepost.Gateway.Policies.Edits;

/// <summary>
/// A copy as it is sent: trace, edited header, body. Nothing is copied that no edit changed; a rebuilt body lies in memory or a temporary file until
/// this is disposed. Any number of streams may be open at once.
/// </summary>
public sealed class EditedMessage : IDisposable
{
    private readonly ImmutableArray<OctetSegment> _segments;
    private readonly IDisposable? _body;

    internal EditedMessage(ImmutableArray<OctetSegment> segments, IDisposable? body)
    {
        _segments = segments;
        _body = body;
        Length = segments.Sum(segment => segment.Length);
    }

    /// <summary>Octets, trace included.</summary>
    public long Length { get; }

    /// <summary>A seekable stream over all octets; the caller disposes it, before this.</summary>
    public Stream OpenRead() => new SegmentStream(_segments);

    /// <summary>Frees the rebuilt body, if there is one.</summary>
    public void Dispose() => _body?.Dispose();
}

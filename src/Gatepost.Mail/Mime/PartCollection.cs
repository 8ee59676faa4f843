using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Gatepost.Mail.Mime;

/// <summary>Parts as they are found, with where their octets are.</summary>
internal sealed class PartCollection(ReadingLimits limits)
{
    private readonly ImmutableArray<MessagePart>.Builder _parts = ImmutableArray.CreateBuilder<MessagePart>();
    private readonly Dictionary<string, MimeOctets> _sources = new(StringComparer.Ordinal);
    private bool _isFull;

    public List<PartProblem> Problems { get; } = [];

    /// <summary>False, with a problem the first time, when there are too many parts.</summary>
    public bool TryAdd(MessagePart part, MimeOctets? source)
    {
        if (_parts.Count >= limits.Parts)
        {
            if (!_isFull)
                Problems.Add(new PartProblem(part.Path, PartProblemKind.LimitReached, $"more than {limits.Parts} parts; this one and all after it were not read"));
            _isFull = true;
            return false;
        }
        _parts.Add(part);
        if (source is not null)
            _sources[part.Path] = source;
        return true;
    }

    public void Add(string part, PartProblemKind kind, string reason) => Problems.Add(new PartProblem(part, kind, reason));

    public IMessageParts ToParts() => new ReadParts(_parts.DrainToImmutable(), [.. Problems], _sources.ToFrozenDictionary(StringComparer.Ordinal));
}

/// <summary>Parts that were read from the message in this process.</summary>
internal sealed class ReadParts(
    ImmutableArray<MessagePart> parts, ImmutableArray<PartProblem> problems, FrozenDictionary<string, MimeOctets> sources) : IMessageParts
{
    public ImmutableArray<MessagePart> All => parts;

    public ImmutableArray<PartProblem> Problems => problems;

    public Stream Open(MessagePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return sources.TryGetValue(part.Path, out var source) ? source.Open() : Stream.Null;
    }
}

using System.Collections.Frozen;
using System.Collections.Immutable;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Extraction;

/// <summary>The parts of a message with all that was found inside them, in reading order. Members' octets are there until it is disposed; thread-safe but for that.</summary>
internal sealed class ExtractedContent(
    IMessageParts message, ImmutableArray<MessagePart> all, ImmutableArray<PartProblem> problems, FrozenDictionary<string, StoredMember> members,
    ImmutableArray<IExtractedMembers> leases) : IMessageParts, IDisposable
{
    public ImmutableArray<MessagePart> All => all;

    public ImmutableArray<PartProblem> Problems => problems;

    public ImmutableArray<PartText> Texts { get; init; } = [];

    public ImmutableArray<CarriedLink> Links { get; init; } = [];

    public Stream Open(MessagePart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return members.TryGetValue(part.Path, out var member) && part.Size is { } size ? member.Members.Open(member.Node, size) : message.Open(part);
    }

    public void Dispose()
    {
        foreach (var lease in leases)
            lease.Dispose();
    }
}

/// <summary>Where the octets of a member lie.</summary>
internal sealed record StoredMember(IExtractedMembers Members, int Node);

using System.Collections.Immutable;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>Opens archives within archives, depth first, with a stack of its own instead of the thread's. One walker counts for a whole message.</summary>
internal sealed class ContainerWalker(PartCollection parts, ReadingLimits limits)
{
    private readonly MemberReader _members = new(parts, limits);
    private readonly Stack<Level> _levels = new();

    public void Walk(MessagePart container, OctetSource source, CancellationToken cancellationToken)
    {
        Open(container, source);
        while (_levels.TryPeek(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (level.Next >= level.Entries.Length)
            {
                _levels.Pop().Stream.Dispose();
                continue;
            }
            var entry = level.Entries[level.Next++];
            if (entry.IsFolder)
                continue;
            var member = _members.Read(level.Container, level.Next, entry, level.Source, level.Stream, cancellationToken);
            if (member.IsOverBudget)
                Stop();
            else if (member.Nested is { } nested)
                Open(member.Part!, nested);
        }
    }

    private void Open(MessagePart container, OctetSource source)
    {
        var stream = source.OpenSeekable();
        var directory = ZipDirectory.Read(stream, limits.Parts);
        if (directory.Problem is { } problem)
            parts.Add(container.Path, problem, directory.Reason!);
        _levels.Push(new Level(container, source, stream, directory.Entries));
    }

    private void Stop()
    {
        while (_levels.TryPop(out var level))
            level.Stream.Dispose();
    }

    private sealed record Level(MessagePart Container, OctetSource Source, Stream Stream, ImmutableArray<ZipEntry> Entries)
    {
        public int Next { get; set; }
    }
}

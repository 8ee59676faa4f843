using System.Collections.Immutable;

namespace Gatepost.Mail.Mime.Containers;

/// <summary>Opens archives within archives, depth first, with a stack of its own instead of the thread's. One walker counts for a whole message.</summary>
internal sealed class ContainerWalker(PartCollection parts, ReadingLimits limits)
{
    private readonly MemberReader _members = new(parts, limits);
    private readonly Stack<Level> _levels = new();

    public void Walk(MessagePart container, OctetSource source, CancellationToken cancellationToken)
    {
        try
        {
            Open(container, source, cancellationToken);
            while (_levels.TryPeek(out var level))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step(level, cancellationToken);
            }
        }
        finally
        {
            Stop();
        }
    }

    private void Step(Level level, CancellationToken cancellationToken)
    {
        if (level.Next >= level.Entries.Length)
        {
            _levels.Pop().Stream.Dispose();
            return;
        }
        var entry = level.Entries[level.Next++];
        if (entry.IsFolder)
            return;
        var member = _members.Read(level.Container, level.Next, entry, level.Source, level.Stream, cancellationToken);
        if (member.IsOverBudget)
            Stop();
        else if (member.Nested is { } nested)
            Open(member.Part!, nested, cancellationToken);
    }

    private void Open(MessagePart container, OctetSource source, CancellationToken cancellationToken)
    {
        var level = new Level(container, source, source.OpenSeekable());
        _levels.Push(level);
        var directory = ZipDirectory.Read(level.Stream, limits.Parts, cancellationToken);
        if (directory.Problem is { } problem)
            parts.Add(container.Path, problem, directory.Reason!);
        level.Entries = directory.Entries;
    }

    private void Stop()
    {
        while (_levels.TryPop(out var level))
            level.Stream.Dispose();
    }

    private sealed record Level(MessagePart Container, OctetSource Source, Stream Stream)
    {
        public ImmutableArray<ZipEntry> Entries { get; set; } = [];

        public int Next { get; set; }
    }
}

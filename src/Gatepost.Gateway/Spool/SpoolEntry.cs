using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// A committed message as the running gateway holds it. Record and states are immutable values that <see cref="MailSpool"/> swaps together; read
/// <see cref="Current"/> once and work on what you read. Thread-safe.
/// </summary>
public sealed class SpoolEntry
{
    private SpoolSnapshot _current;

    internal SpoolEntry(SpoolSnapshot current, SpoolFilePlace place, StoredLength length, ReadOnlyMemory<byte> sha256)
    {
        _current = current;
        Id = current.Record.Id;
        Place = place;
        ContentLength = length.Content;
        Tail = length.Tail;
        Sha256 = sha256;
    }

    /// <summary>Our id.</summary>
    public MailId Id { get; }

    /// <summary>Record and states that belong together.</summary>
    public SpoolSnapshot Current
    {
        get => Volatile.Read(ref _current);
        internal set => Volatile.Write(ref _current, value);
    }

    /// <summary>What was committed, with later decisions (release, reprocess, late inspection) applied.</summary>
    public SpoolRecord Record => Current.Record;

    /// <summary>The latest state of every recipient, by index.</summary>
    public ImmutableArray<RecipientUpdate> States => Current.States;

    /// <summary>Octets of the original content.</summary>
    public long ContentLength { get; }

    /// <summary>True once every recipient is final and the file is gone, or the file was set aside: nothing is left to do.</summary>
    public bool IsFinished { get; internal set; }

    /// <summary>SHA-256 of the content.</summary>
    internal ReadOnlyMemory<byte> Sha256 { get; }

    /// <summary>Where the file lies now.</summary>
    internal SpoolFilePlace Place { get; }

    /// <summary>One change of the file at a time.</summary>
    internal SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>Where the next record goes. Changed in turn only.</summary>
    internal long Tail { get; set; }

    /// <summary>Octets of a failed append may lie behind the tail: they are cut off before the next one. Changed in turn only.</summary>
    internal bool TailIsTorn { get; set; }

    /// <summary>True when this process wrote the content or has checked it against its hash.</summary>
    internal bool IsVerified { get; set; }

    /// <summary>Small content that the garbage collector has not taken yet: a message is mostly delivered at once, and need not be read back.</summary>
    internal WeakReference<MessageContent>? Kept { get; set; }
}

/// <summary>Record and states at one moment.</summary>
/// <param name="Record">The newest decision.</param>
/// <param name="States">The newest state of every recipient, by index.</param>
public sealed record SpoolSnapshot(SpoolRecord Record, ImmutableArray<RecipientUpdate> States)
{
    /// <summary>True when every recipient is final.</summary>
    public bool IsFinal => States.All(state => state.Status.IsFinal());

    /// <summary>
    /// The recipients of a copy that still wait to be carried out under an outcome; empty when the copy is finished, or was given another outcome
    /// since (held, released, deleted). A carrier asks this before each attempt.
    /// </summary>
    public ImmutableArray<int> Unfinished(int copyNumber, SpoolOutcome outcome)
    {
        foreach (var copy in Record.Copies)
        {
            if (copy.Number == copyNumber && copy.Outcome == outcome)
                return [.. copy.Recipients.Where(recipient => !States[recipient].Status.IsFinal())];
        }
        return [];
    }
}

/// <summary>Lengths of a spool file: of its content, and to the end of its last whole record.</summary>
internal readonly record struct StoredLength(long Content, long Tail);

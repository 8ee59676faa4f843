using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Smtp.Server;

namespace Gatepost.Gateway.Spool;

/// <summary>
/// The durable store of accepted messages that are not yet finished. One file a message: content, then checksummed records.
/// Thread-safe; calls for one entry are put in order by the spool itself.
/// </summary>
public sealed class MailSpool
{
    /// <summary>Makes a spool; nothing is touched before <see cref="Recover"/>.</summary>
    public MailSpool(ISpoolDisk disk, SpoolLimits limits, TimeProvider time, IFailpoints failpoints) => throw new NotImplementedException();

    /// <summary>
    /// Reads what is there after a start: committed messages become entries, files that were never committed are removed,
    /// corrupt ones are moved to <c>corrupt/</c> and reported. Call once, before anything else.
    /// </summary>
    public SpoolRecovery Recover() => throw new NotImplementedException();

    /// <summary>Why no mail can be taken now (volume short, disk failing), fit to show to a peer; null when healthy. Cheap.</summary>
    public string? UnhealthyReason => throw new NotImplementedException();

    /// <summary>All unfinished messages, oldest first.</summary>
    public IReadOnlyCollection<SpoolEntry> Entries => throw new NotImplementedException();

    /// <summary>Files that were set aside as corrupt, by name, with the reason.</summary>
    public IReadOnlyCollection<CorruptSpoolFile> Corrupt => throw new NotImplementedException();

    /// <summary>Finds an unfinished message.</summary>
    public SpoolEntry? Find(MailId id) => throw new NotImplementedException();

    /// <summary>Opens the place for the content of a new message. <see cref="IOException"/> when the disk refuses.</summary>
    public SpoolIntake BeginIntake(MailId id) => throw new NotImplementedException();

    /// <summary>
    /// Writes the record behind the content, syncs, renames, syncs the folder. Returns only when the message survives a power cut;
    /// <see cref="IOException"/> means that it was not taken, and nothing of it is left. The intake is closed either way.
    /// </summary>
    public ValueTask<SpoolEntry> CommitAsync(SpoolIntake intake, SpoolRecord record, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Appends states. When every recipient is final (delivered, bounced, quarantined, deleted) the file is removed. Idempotent.
    /// States that finish a message are not synced first, since removal follows; others are.
    /// </summary>
    public ValueTask UpdateAsync(SpoolEntry entry, ImmutableArray<RecipientUpdate> updates, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>
    /// Appends a new set of copies with the states of their recipients: a release, a reprocess, a late decision. Only unfinished recipients may move.
    /// </summary>
    public ValueTask ReplaceCopiesAsync(
        SpoolEntry entry, SpoolRecord record, ImmutableArray<RecipientUpdate> updates, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>The original octets, readable until the entry is finished; a reader that is open then stays valid.</summary>
    public MessageContent OpenContent(SpoolEntry entry) => throw new NotImplementedException();
}

/// <summary>Takes content into a file that is not yet committed; disposing it without commit removes the file.</summary>
public sealed class SpoolIntake : IContentWriter
{
    internal SpoolIntake() => throw new NotImplementedException();

    /// <summary>The message it is for.</summary>
    public MailId Id => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask WriteAsync(System.Buffers.ReadOnlySequence<byte> octets, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the content; from now on it can be read (for inspection), before it is committed. Not yet durable.</summary>
    public MessageContent Complete() => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}

/// <summary>Bounds of the spool.</summary>
public sealed record SpoolLimits
{
    /// <summary>Content up to this size is also kept in memory while its session lasts: most mail is smaller and never needs to be read back.</summary>
    public int MemoryOctets { get; init; } = 262_144;

    /// <summary>Below this much free room no mail is taken (452 4.3.1): Postfix asks for 1.5 times its message limit.</summary>
    public long MinimumFreeOctets { get; init; } = 157_286_400;

    /// <summary>Octets of one record in a spool file: stops a corrupt length from taking all memory.</summary>
    public int RecordOctets { get; init; } = 67_108_864;
}

/// <summary>What a start found.</summary>
/// <param name="Entries">Unfinished messages.</param>
/// <param name="Uncommitted">Files of messages that never got their 250, removed.</param>
/// <param name="Corrupt">Files set aside.</param>
public sealed record SpoolRecovery(IReadOnlyList<SpoolEntry> Entries, int Uncommitted, IReadOnlyList<CorruptSpoolFile> Corrupt);

/// <summary>A spool file that cannot be read.</summary>
/// <param name="Name">File name in <c>corrupt/</c>.</param>
/// <param name="Reason">What is wrong, in words.</param>
public sealed record CorruptSpoolFile(string Name, string Reason);

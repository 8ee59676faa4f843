using Gatepost.Gateway.Messages;

namespace Gatepost.Gateway.Quarantine;

/// <summary>The index of the quarantine: one row per message and recipient. Thread-safe; throws what the database throws.</summary>
public interface IQuarantineStore
{
    /// <summary>
    /// Adds rows; a row of the same mail id and recipient that is there already stays as it is, but that it arrives on the node that is said, as all rows of the message that
    /// still arrive: whose id that was, the spool that offers it is the one that has it. The record of the message becomes that of the call: a newer
    /// one holds what the older ones held.
    /// </summary>
    Task AddAsync(IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken);

    /// <summary>Newest first, without <see cref="QuarantinedMail.Record"/>, which is large where a message has many recipients.</summary>
    Task<IReadOnlyList<QuarantinedMail>> ListAsync(QuarantineQuery query, CancellationToken cancellationToken);

    /// <summary>The rows of one message.</summary>
    Task<IReadOnlyList<QuarantinedMail>> FindAsync(MailId id, CancellationToken cancellationToken);

    /// <summary>Removes rows; returns how many were there.</summary>
    Task<int> RemoveAsync(MailId id, IReadOnlyList<int> recipients, CancellationToken cancellationToken);

    /// <summary>How many rows refer to a content key, those of some recipients not counted.</summary>
    Task<int> CountReferencesAsync(string contentKey, IReadOnlyList<int> butNot, CancellationToken cancellationToken);

    /// <summary>How many rows each area has; areas without any are left out.</summary>
    Task<IReadOnlyDictionary<string, int>> CountByAreaAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Marks rows as being released under a new mail id, before that message is committed, so that a crash in between neither loses nor doubles it and two
    /// people cannot release the same row. Rows that carry a claim already are left alone; returns the recipients that were claimed by this call.
    /// </summary>
    Task<IReadOnlyList<int>> ClaimAsync(MailId id, IReadOnlyList<int> recipients, QuarantineClaim claim, CancellationToken cancellationToken);

    /// <summary>Notes with the claim that the new message is safe in the spool of its node: whoever finds it later need not ask that spool or the log.</summary>
    Task CommittedAsync(MailId id, MailId releasedAs, CancellationToken cancellationToken);

    /// <summary>Takes a claim back: nothing was committed under it. One that is noted as committed stays.</summary>
    Task UnclaimAsync(MailId id, MailId releasedAs, CancellationToken cancellationToken);

    /// <summary>
    /// Rows that carry a claim of a node (null: of any), or of one that is not known, and after them those whose new id is older than a time, whoever claimed: releases that a
    /// crash interrupted. Without <see cref="QuarantinedMail.Record"/>.
    /// </summary>
    Task<IReadOnlyList<QuarantinedMail>> ClaimedAsync(string? node, DateTimeOffset olderThan, int count, CancellationToken cancellationToken);

    /// <summary>
    /// Rows that expired before a time, oldest first, without <see cref="QuarantinedMail.Record"/>. Those that a node is at work on (a claim, or not yet out of its
    /// spool) are left out, but where that began before <paramref name="abandoned"/>.
    /// </summary>
    Task<IReadOnlyList<QuarantinedMail>> ExpiredAsync(DateTimeOffset now, DateTimeOffset abandoned, int count, CancellationToken cancellationToken);

    /// <summary>Messages with rows that a node's spool (null: any) may put here once more (<see cref="QuarantinedMail.ArrivingOn"/>), in the order of their ids, but for the first <paramref name="skip"/>.</summary>
    Task<IReadOnlyList<MailId>> ArrivingAsync(string? node, int skip, int count, CancellationToken cancellationToken);

    /// <summary>The node's spool (null: any) is done with the message: its rows are everybody's.</summary>
    Task ArrivedAsync(MailId id, string? node, CancellationToken cancellationToken);
}

/// <summary>One quarantined copy for one recipient.</summary>
public sealed record QuarantinedMail
{
    /// <summary>Our id.</summary>
    public required MailId MailId { get; init; }

    /// <summary>Index of the recipient in the envelope.</summary>
    public required int Recipient { get; init; }

    /// <summary>Its address.</summary>
    public required string Address { get; init; }

    /// <summary>The reverse-path, <c>""</c> for the null one.</summary>
    public required string Sender { get; init; }

    /// <summary>Decoded subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The area.</summary>
    public required string Area { get; init; }

    /// <summary>The rule.</summary>
    public string? Rule { get; init; }

    /// <summary>Why, in a sentence.</summary>
    public string? Reason { get; init; }

    /// <summary>Octets of the content.</summary>
    public long Size { get; init; }

    /// <summary>Key in the <see cref="IContentStore"/>.</summary>
    public required string ContentKey { get; init; }

    /// <summary>The envelope, trace and decision (the spool record without content, JSON), needed to release.</summary>
    public required string Record { get; init; }

    /// <summary>When it was put here.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it is deleted.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Set while a release is under way.</summary>
    public QuarantineClaim? Claim { get; init; }

    /// <summary>The node whose spool may put this row here once more, since it is not done with the message; null when it is. No other node can ask that spool.</summary>
    public string? ArrivingOn { get; init; }
}

/// <summary>The mark of a release that is under way.</summary>
/// <param name="ReleasedAs">The id of the new message.</param>
/// <param name="Note">What the log says of the old one once it is done, such as <c>released as ... by uid 0 (root)</c>.</param>
/// <param name="Node">The node whose spool takes the new message: no other can know whether it was committed. Empty in rows from before there were several.</param>
/// <param name="IsCommitted">It was, says that node. False says nothing: the node may have died before it said so.</param>
public sealed record QuarantineClaim(MailId ReleasedAs, string Note, string Node = "", bool IsCommitted = false);

/// <summary>What to list; all given members must match; patterns take <c>*</c>.</summary>
public sealed record QuarantineQuery(
    string? Area = null, string? Sender = null, string? Recipient = null, string? Subject = null, DateTimeOffset? Since = null, int Limit = 100);

/// <summary>Content by key: a folder or an object store. Thread-safe; <see cref="IOException"/> on trouble.</summary>
public interface IContentStore
{
    /// <summary>Stores content durably; a key that is there already is left as it is (the same key is the same content).</summary>
    Task PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Opens content, or null when the key is unknown.</summary>
    Task<Stream?> OpenAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes content; no error when it is not there.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}

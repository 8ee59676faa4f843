using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.MessageLog;

/// <summary>Where log lines go first: the local journal. Never blocks on a database, never throws to the mail path. Thread-safe.</summary>
public interface IMessageLog
{
    /// <summary>Adds a line; it is with the operating system when this returns, and on disk within a second.</summary>
    void Append(LogEntry entry);
}

/// <summary>The searchable message log (SQLite, a file a day, or PostgreSQL, a partition a day). Thread-safe; throws what the database throws.</summary>
public interface ILogStore
{
    /// <summary>
    /// Loads lines, in one transaction for each day; lines that are there already change nothing. <see cref="ArgumentException"/> when it is a line itself that
    /// cannot be taken, whatever the store's state; what is thrown else means that the store is away for now.
    /// </summary>
    Task LoadAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<IReadOnlyList<LogRow>> SearchAsync(LogQuery query, CancellationToken cancellationToken);

    /// <summary>Everything of one message, or null.</summary>
    Task<LoggedMessage?> FindAsync(MailId id, CancellationToken cancellationToken);

    /// <summary>The refusals of one session, by the session id that a reply quoted.</summary>
    Task<IReadOnlyList<RefusalLogged>> FindSessionAsync(Guid sessionId, CancellationToken cancellationToken);

    /// <summary>Counts of recipients by state since a time, for the books.</summary>
    Task<LogBooks> BooksAsync(DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Removes all days before a date (UTC).</summary>
    Task PurgeAsync(DateOnly before, CancellationToken cancellationToken);
}

/// <summary>What to search; all given members must match. Patterns take <c>*</c> and are case-insensitive.</summary>
public sealed record LogQuery
{
    /// <summary>From (inclusive).</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Until (exclusive).</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Pattern of the sender.</summary>
    public string? Sender { get; init; }

    /// <summary>Pattern of the recipient.</summary>
    public string? Recipient { get; init; }

    /// <summary>Pattern of the subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The Message-ID header, exact, with or without angle brackets.</summary>
    public string? MessageIdHeader { get; init; }

    /// <summary>The client's address, exact.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>What the policy decided.</summary>
    public Disposition? Disposition { get; init; }

    /// <summary>The recipient's state.</summary>
    public RecipientStatus? Status { get; init; }

    /// <summary>True: only refusals; false: none; null: both.</summary>
    public bool? Refused { get; init; }

    /// <summary>At most this many rows, 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>One row of a search: a recipient of a message, or a refusal (<see cref="MailId"/> null or its content refused).</summary>
public sealed record LogRow(
    DateTimeOffset At, MailId? MailId, Guid SessionId, string? ClientAddress, string? Sender, string? Recipient, string? Subject,
    Disposition? Disposition, string? Rule, RecipientStatus? Status, string? Reply);

/// <summary>Everything that is known of one message.</summary>
public sealed record LoggedMessage(
    MessageLogged Message, ImmutableArray<StatusLogged> Statuses, ImmutableArray<AttemptLogged> Attempts);

/// <summary>The books, counted in recipients: accepted = the sum of the others, at any time.</summary>
public sealed record LogBooks(long Accepted, long Queued, long Held, long Delivered, long Bounced, long Quarantined, long Deleted)
{
    /// <summary>True when nothing is lost and nothing is counted twice.</summary>
    public bool Balance => Accepted == Queued + Held + Delivered + Bounced + Quarantined + Deleted;
}

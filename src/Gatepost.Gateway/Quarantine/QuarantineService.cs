using System.Collections.Immutable;
using Gatepost.Gateway.Messages;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Gateway.Quarantine;

/// <summary>
/// What people do with the quarantine. Every act says who (<c>by</c>), and stands in the message log. Throws what the stores throw when they are away:
/// then nothing has changed, or the sweep finishes it, or what was to go has gone in part, and the same call goes on. Thread-safe.
/// </summary>
public sealed class QuarantineService
{
    private readonly IQuarantineStore _store;
    private readonly IContentStore _contents;
    private readonly QuarantineRemoval _removal;
    private readonly QuarantineRelease _release;
    private readonly IServiceProvider _services;

    internal QuarantineService(
        IQuarantineStore store, IContentStore contents, QuarantineRemoval removal, QuarantineRelease release, IServiceProvider services)
    {
        _store = store;
        _contents = contents;
        _removal = removal;
        _release = release;
        _services = services;
    }

    /// <summary>Newest first, without records.</summary>
    public Task<IReadOnlyList<QuarantinedMail>> ListAsync(QuarantineQuery query, CancellationToken cancellationToken) =>
        _store.ListAsync(query, cancellationToken);

    /// <summary>The rows of one message; empty when there are none.</summary>
    public Task<IReadOnlyList<QuarantinedMail>> ShowAsync(MailId id, CancellationToken cancellationToken) => _store.FindAsync(id, cancellationToken);

    /// <summary>The content as it came (an <c>.eml</c> file), or null when the message or its content is not there. The caller disposes it.</summary>
    public async Task<Stream?> ExportAsync(MailId id, CancellationToken cancellationToken)
    {
        var rows = await _store.FindAsync(id, cancellationToken);
        return rows.Count == 0 ? null : await _contents.OpenAsync(rows[0].ContentKey, cancellationToken);
    }

    /// <summary>Delivers a message as it came, with the edits that were recorded, under a new id.</summary>
    /// <param name="id">The message.</param>
    /// <param name="recipients">Indexes of its recipients; null for all that are quarantined.</param>
    /// <param name="by">Who, such as <c>uid 0 (root)</c>.</param>
    /// <param name="cancellationToken">Looked at until the new message is committed.</param>
    public Task<QuarantineResult> ReleaseAsync(MailId id, IReadOnlyCollection<int>? recipients, string by, CancellationToken cancellationToken) =>
        ActAsync(id, recipients, rows => _release.ReleaseAsync(rows, by, cancellationToken), cancellationToken);

    /// <summary>Inspects and decides again by the policy in force, under a new id. It may well come back here.</summary>
    /// <param name="id">The message.</param>
    /// <param name="recipients">Indexes of its recipients; null for all that are quarantined.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Looked at until the new message is committed.</param>
    public Task<QuarantineResult> ReprocessAsync(MailId id, IReadOnlyCollection<int>? recipients, string by, CancellationToken cancellationToken) =>
        ActAsync(
            id, recipients, rows => _release.ReprocessAsync(rows, by, _services.GetRequiredService<IReprocessor>(), cancellationToken), cancellationToken);

    /// <summary>Deletes for good.</summary>
    /// <param name="id">The message.</param>
    /// <param name="recipients">Indexes of its recipients; null for all that are quarantined.</param>
    /// <param name="by">Who.</param>
    /// <param name="cancellationToken">Ends the wait for the stores.</param>
    public Task<QuarantineResult> DeleteAsync(MailId id, IReadOnlyCollection<int>? recipients, string by, CancellationToken cancellationToken) =>
        ActAsync(id, recipients, async rows =>
        {
            var free = rows.Where(row => row.Claim is null || _removal.IsAbandoned(row)).ToImmutableArray();
            if (free.IsEmpty)
                return QuarantineResult.Busy;
            await _removal.RemoveAsync(free, $"deleted by {by}", cancellationToken);
            return new QuarantineResult(QuarantineOutcome.Done, free.Length);
        }, cancellationToken, row => !_removal.IsAbandoned(row));

    /// <param name="id">The message.</param>
    /// <param name="recipients">Those wanted, or null for all.</param>
    /// <param name="act">What to do.</param>
    /// <param name="cancellationToken">Ends the wait for the stores.</param>
    /// <param name="isWaitedFor">Rows that keep others off while another node's spool has them; null for all.</param>
    private async Task<QuarantineResult> ActAsync(
        MailId id, IReadOnlyCollection<int>? recipients, Func<IReadOnlyList<QuarantinedMail>, Task<QuarantineResult>> act, CancellationToken cancellationToken,
        Func<QuarantinedMail, bool>? isWaitedFor = null)
    {
        var rows = await _store.FindAsync(id, cancellationToken);
        var wanted = rows.Where(row => recipients?.Contains(row.Recipient) ?? true).ToImmutableArray();
        if (_removal.IsArriving(id, isWaitedFor is null ? rows : rows.Where(isWaitedFor)))
            return QuarantineResult.Busy;
        return wanted.IsEmpty ? QuarantineResult.NotFound : await act(wanted);
    }
}

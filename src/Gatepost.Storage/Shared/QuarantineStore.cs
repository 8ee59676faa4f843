using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;
using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Shared;

/// <summary>The quarantine's index by EF Core, the same on every database. Every change is one transaction.</summary>
internal sealed class QuarantineStore(IContextSource<QuarantineContext> contexts) : IQuarantineStore
{
    public async Task AddAsync(IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
            return;
        await using var context = await contexts.OpenAsync(cancellationToken);
        await using var transaction = await contexts.BeginAsync(context, [.. rows.Select(row => row.MailId.Value)], cancellationToken);
        await AddAsync(context, rows, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The same in a transaction of the caller, who began it about these messages.</summary>
    internal static async Task AddAsync(QuarantineContext context, IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken)
    {
        foreach (var message in rows.GroupBy(row => row.MailId.Value))
        {
            var there = await context.Rows.Where(row => row.MailId == message.Key).Select(row => row.Recipient).ToListAsync(cancellationToken);
            if (await context.Records.FirstOrDefaultAsync(record => record.MailId == message.Key, cancellationToken) is { } record)
                record.Record = message.First().Record;
            else
                context.Add(new QuarantineRecordRow { MailId = message.Key, Record = message.First().Record });
            await ArriveAgainAsync(context, message.Key, [.. message.Where(row => there.Contains(row.Recipient))], cancellationToken);
            context.AddRange(message.DistinctBy(row => row.Recipient).Where(row => !there.Contains(row.Recipient)).Select(QuarantineMapping.ToRow));
        }
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Who offers rows that are there has the message in its spool, by whatever name that node was known when they were made, as the others that it still arrives with.</summary>
    private static async Task ArriveAgainAsync(QuarantineContext context, Guid id, IReadOnlyList<QuarantinedMail> rows, CancellationToken cancellationToken)
    {
        foreach (var offered in rows.Where(row => row.ArrivingOn is not null).GroupBy(row => row.ArrivingOn))
        {
            var recipients = offered.Select(row => row.Recipient).ToList();
            await context.Rows.Where(row => row.MailId == id && (recipients.Contains(row.Recipient) || row.ArrivingOn != null))
                .ExecuteUpdateAsync(row => row.SetProperty(mail => mail.ArrivingOn, offered.Key), cancellationToken);
        }
    }

    public async Task<IReadOnlyList<QuarantinedMail>> ListAsync(QuarantineQuery query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var rows = await QuarantineFilter.Apply(context.Rows.AsNoTracking(), query)
            .OrderByDescending(row => row.At).ThenByDescending(row => row.MailId).ThenBy(row => row.Recipient)
            .Take(query.Limit)
            .ToListAsync(cancellationToken);
        return rows.ConvertAll(row => QuarantineMapping.ToMail(row, record: ""));
    }

    public async Task<IReadOnlyList<QuarantinedMail>> FindAsync(MailId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var record = await context.Records.AsNoTracking().FirstOrDefaultAsync(row => row.MailId == id.Value, cancellationToken);
        if (record is null)
            return [];
        var rows = await context.Rows.AsNoTracking().Where(row => row.MailId == id.Value).OrderBy(row => row.Recipient).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => QuarantineMapping.ToMail(row, record.Record));
    }

    public async Task<int> RemoveAsync(MailId id, IReadOnlyList<int> recipients, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        await using var transaction = await contexts.BeginAsync(context, [id.Value], cancellationToken);
        var removed = await context.Rows.Where(row => row.MailId == id.Value && recipients.Contains(row.Recipient)).ExecuteDeleteAsync(cancellationToken);
        if (!await context.Rows.AnyAsync(row => row.MailId == id.Value, cancellationToken))
            await context.Records.Where(record => record.MailId == id.Value).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    public async Task<IReadOnlyDictionary<string, int>> CountByAreaAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        return await context.Rows.GroupBy(row => row.Area).Select(area => new { area.Key, Count = area.Count() })
            .ToDictionaryAsync(area => area.Key, area => area.Count, cancellationToken);
    }

    public async Task<int> CountReferencesAsync(string contentKey, IReadOnlyList<int> butNot, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        return await context.Rows.CountAsync(row => row.ContentKey == contentKey && !butNot.Contains(row.Recipient), cancellationToken);
    }

    public async Task<IReadOnlyList<int>> ClaimAsync(
        MailId id, IReadOnlyList<int> recipients, QuarantineClaim claim, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        await using var transaction = await contexts.BeginAsync(context, [id.Value], cancellationToken);
        var free = context.Rows.Where(row => row.MailId == id.Value && recipients.Contains(row.Recipient) && row.ReleasedAs == null);
        var claimed = await free.Select(row => row.Recipient).OrderBy(recipient => recipient).ToListAsync(cancellationToken);
        await free.ExecuteUpdateAsync(
            row => row.SetProperty(mail => mail.ReleasedAs, claim.ReleasedAs.Value).SetProperty(mail => mail.ReleaseNote, claim.Note).SetProperty(mail => mail.ClaimNode, claim.Node),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    public async Task CommittedAsync(MailId id, MailId releasedAs, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        await context.Rows.Where(row => row.MailId == id.Value && row.ReleasedAs == releasedAs.Value)
            .ExecuteUpdateAsync(row => row.SetProperty(mail => mail.ReleaseCommitted, true), cancellationToken);
    }

    public async Task UnclaimAsync(MailId id, MailId releasedAs, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        await context.Rows.Where(row => row.MailId == id.Value && row.ReleasedAs == releasedAs.Value && !row.ReleaseCommitted).ExecuteUpdateAsync(
            row => row.SetProperty(mail => mail.ReleasedAs, (Guid?)null).SetProperty(mail => mail.ReleaseNote, (string?)null).SetProperty(mail => mail.ClaimNode, (string?)null),
            cancellationToken);
    }

    public async Task<IReadOnlyList<QuarantinedMail>> ClaimedAsync(string? node, DateTimeOffset olderThan, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        // Ids begin with their time, and every database orders them by it.
        var before = LogValues.ToGuid(LogValues.FirstIdAt(olderThan));
        var rows = await context.Rows.AsNoTracking()
            .Where(row => row.ReleasedAs != null && (node == null || row.ClaimNode == null || row.ClaimNode == "" || row.ClaimNode == node || row.ReleasedAs.Value.CompareTo(before) < 0))
            // What nobody can finish must not keep from this node what it can.
            .OrderBy(row => row.ClaimNode == node ? 0 : 1).ThenBy(row => row.MailId).ThenBy(row => row.Recipient).Take(count).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => QuarantineMapping.ToMail(row, record: ""));
    }

    public async Task<IReadOnlyList<QuarantinedMail>> ExpiredAsync(DateTimeOffset now, DateTimeOffset abandoned, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var (before, left, claimedBefore) = (now.ToUnixTimeMilliseconds(), abandoned.ToUnixTimeMilliseconds(), LogValues.ToGuid(LogValues.FirstIdAt(abandoned)));
        var rows = await context.Rows.AsNoTracking().Where(row => row.ExpiresAt < before)
            .Where(row => row.ReleasedAs == null || row.ReleasedAs.Value.CompareTo(claimedBefore) < 0)
            .Where(row => row.ArrivingOn == null || row.At < left)
            .OrderBy(row => row.ExpiresAt).Take(count).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => QuarantineMapping.ToMail(row, record: ""));
    }

    public async Task<IReadOnlyList<MailId>> ArrivingAsync(string? node, int skip, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        var ids = await Arriving(context, node).Select(row => row.MailId).Distinct().OrderBy(id => id).Skip(skip).Take(count).ToListAsync(cancellationToken);
        return ids.ConvertAll(id => new MailId(id));
    }

    public async Task ArrivedAsync(MailId id, string? node, CancellationToken cancellationToken)
    {
        await using var context = await contexts.OpenAsync(cancellationToken);
        await Arriving(context, node).Where(row => row.MailId == id.Value)
            .ExecuteUpdateAsync(row => row.SetProperty(mail => mail.ArrivingOn, (string?)null), cancellationToken);
    }

    private static IQueryable<QuarantineRow> Arriving(QuarantineContext context, string? node) =>
        context.Rows.Where(row => row.ArrivingOn != null && (node == null || row.ArrivingOn == node));
}

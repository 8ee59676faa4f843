using Gatepost.Gateway.Quarantine;
using Microsoft.EntityFrameworkCore;

namespace Gatepost.Storage.Shared;

/// <summary>Turns a <see cref="QuarantineQuery"/> into conditions.</summary>
internal static class QuarantineFilter
{
    public static IQueryable<QuarantineRow> Apply(IQueryable<QuarantineRow> rows, QuarantineQuery query)
    {
        if (query.Area is { } area)
            rows = rows.Where(row => row.Area == area);
        if (query.Since is { } since)
        {
            var from = since.ToUnixTimeMilliseconds();
            rows = rows.Where(row => row.At >= from);
        }
        return BySubject(ByRecipient(BySender(rows, query.Sender), query.Recipient), query.Subject);
    }

    private static IQueryable<QuarantineRow> BySender(IQueryable<QuarantineRow> rows, string? pattern)
    {
        if (pattern is null)
            return rows;
        var (exact, like) = (SearchText.Fold(pattern), SearchText.ToLike(pattern));
        return SearchText.IsExact(pattern)
            ? rows.Where(row => row.SenderKey == exact)
            : rows.Where(row => EF.Functions.Like(row.SenderKey, like, SearchText.LikeEscape));
    }

    private static IQueryable<QuarantineRow> ByRecipient(IQueryable<QuarantineRow> rows, string? pattern)
    {
        if (pattern is null)
            return rows;
        var (exact, like) = (SearchText.Fold(pattern), SearchText.ToLike(pattern));
        return SearchText.IsExact(pattern)
            ? rows.Where(row => row.AddressKey == exact)
            : rows.Where(row => EF.Functions.Like(row.AddressKey, like, SearchText.LikeEscape));
    }

    private static IQueryable<QuarantineRow> BySubject(IQueryable<QuarantineRow> rows, string? pattern)
    {
        if (pattern is null)
            return rows;
        var (exact, like) = (SearchText.Fold(pattern), SearchText.ToLike(pattern));
        return SearchText.IsExact(pattern)
            ? rows.Where(row => row.SubjectKey == exact)
            : rows.Where(row => EF.Functions.Like(row.SubjectKey!, like, SearchText.LikeEscape));
    }
}

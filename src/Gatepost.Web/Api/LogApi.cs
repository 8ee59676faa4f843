using System.Collections.Immutable;
using System.Text;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gatepost.Web.Api;

/// <summary>The message log: search, and everything about one id.</summary>
internal static class LogApi
{
    public static void MapLog(this IEndpointRouteBuilder api)
    {
        api.MapGet("log", SearchAsync).WithSummary("Searches messages and refusals, newest first.");
        api.MapGet("explain/{id}", ExplainAsync).WithSummary("Everything that is known of a message or a session.");
    }

    private static async Task<IResult> SearchAsync([AsParameters] LogSearch search, MessageLogLoader loader, ILogStore log, CancellationToken cancellationToken)
    {
        if (search.ToQuery() is not { } query)
            return Answers.BadRequest("The disposition or the state is none that there is.");
        await loader.FlushAsync(cancellationToken);
        return TypedResults.Json(await log.SearchAsync(query, cancellationToken), AdminJson.Default.IReadOnlyListLogRow);
    }

    private static async Task<IResult> ExplainAsync(string id, MessageLogLoader loader, ILogStore log, MailSpool spool, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(id, "D", out var value))
            return Answers.BadId(id);
        var mailId = new MailId(value);
        var entry = spool.Find(mailId);
        var (logged, refusals) = await FindAsync(value, entry is not null, loader, log, cancellationToken);
        if (entry is null && logged is null && refusals.Count == 0)
            return Answers.NotFound($"Nothing is known of {id}: no message and no session of that id is in the log or in the spool.");
        return TypedResults.Json(Explain(entry, logged, refusals), AdminJson.Default.Explanation);
    }

    /// <summary>With the database away, what lies in the spool can be explained all the same: its record holds the decision.</summary>
    private static async Task<(LoggedMessage? Message, IReadOnlyList<RefusalLogged> Refusals)> FindAsync(
        Guid id, bool isSpooled, MessageLogLoader loader, ILogStore log, CancellationToken cancellationToken)
    {
        try
        {
            await loader.FlushAsync(cancellationToken);
            return (await log.FindAsync(new MailId(id), cancellationToken), await log.FindSessionAsync(id, cancellationToken));
        }
        catch (Exception exception) when (isSpooled && (exception is System.Data.Common.DbException or IOException))
        {
            return (null, []);
        }
    }

    private static Explanation Explain(SpoolEntry? entry, LoggedMessage? logged, IReadOnlyList<RefusalLogged> refusals)
    {
        var record = logged?.Message.DecisionRecord is { } json ? Encoding.UTF8.GetBytes(json) : entry?.Record.DecisionRecord ?? default;
        return new Explanation
        {
            Message = logged?.Message is { } message ? message with { DecisionRecord = null } : null,
            Decision = DecisionRecord.Read(record.Span),
            Statuses = logged is null ? [] : [.. logged.Statuses.OrderBy(status => status.At)],
            Attempts = logged is null ? [] : [.. logged.Attempts.OrderBy(attempt => attempt.At)],
            Refusals = [.. refusals.OrderBy(refusal => refusal.Number)],
            Queued = entry is null ? null : QueueListing.Of(entry),
        };
    }
}

/// <summary>The query string of a log search.</summary>
internal sealed record LogSearch(
    DateTimeOffset? Since, DateTimeOffset? Until, string? Sender, string? Recipient, string? Subject, string? MessageId, string? Client,
    string? Disposition, string? Status, bool? Refused, int? Limit)
{
    /// <summary>Null when a word is none of a closed set.</summary>
    public LogQuery? ToQuery()
    {
        if (!KebabWord.TryParse<Disposition>(Disposition, out var disposition) || !KebabWord.TryParse<RecipientStatus>(Status, out var status))
            return null;
        return new LogQuery
        {
            Since = Since?.ToUniversalTime(),
            Until = Until?.ToUniversalTime(),
            Sender = Sender,
            Recipient = Recipient,
            Subject = Subject,
            MessageIdHeader = MessageId,
            ClientAddress = Client,
            Disposition = disposition,
            Status = status,
            Refused = Refused,
            Limit = Math.Clamp(Limit ?? 100, 1, Answers.LargestListing),
        };
    }
}

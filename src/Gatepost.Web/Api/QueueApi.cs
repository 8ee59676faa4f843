using System.Globalization;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Delivery;
using Gatepost.Gateway.Delivery.Queue;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Spool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gatepost.Web.Api;

/// <summary>Accepted mail that is not yet finished.</summary>
internal static class QueueApi
{
    public static void MapQueue(this IEndpointRouteBuilder api)
    {
        api.MapGet("queue", List).WithSummary("Unfinished messages, oldest first.");
        api.MapGet("queue/destinations", Destinations).WithSummary("Where queued mail waits for, and how that fares.");
        api.MapGet("queue/{id}", Show).WithSummary("One unfinished message.");
        api.MapPost("queue/flush", Flush).WithAudit("queue-flush").WithSummary("Tries everything now.");
        api.MapPost("queue/{id}/retry", Retry).WithAudit("queue-retry").WithSummary("Tries a message now.");
        api.MapPost("queue/{id}/hold", HoldAsync).WithAudit("queue-hold").WithSummary("Holds a message.");
        api.MapPost("queue/{id}/release", ReleaseAsync).WithAudit("queue-release").WithSummary("Releases a held message.");
        api.MapDelete("queue/{id}", DeleteAsync).WithAudit("queue-delete").WithSummary("Deletes a message.");
    }

    private static IResult List(MailSpool spool, string? status, string? sender, string? recipient, int? limit)
    {
        if (!KebabWord.TryParse<RecipientStatus>(status, out var wanted))
            return Answers.BadRequest($"\"{status}\" is no state.");
        var mails = new List<QueuedMail>();
        foreach (var entry in spool.Entries)
        {
            if (mails.Count >= Math.Clamp(limit ?? 100, 1, Answers.LargestListing))
                break;
            if (Matches(entry, wanted, sender, recipient))
                mails.Add(QueueListing.Of(entry));
        }
        return TypedResults.Json(mails, AdminJson.Default.IReadOnlyListQueuedMail);
    }

    private static JsonHttpResult<IReadOnlyList<QueueDestination>> Destinations(DeliveryDestinations destinations, int? limit) => TypedResults.Json<IReadOnlyList<QueueDestination>>(
        [.. destinations.List().Take(Math.Clamp(limit ?? 100, 1, Answers.LargestListing))], AdminJson.Default.IReadOnlyListQueueDestination);

    private static bool Matches(SpoolEntry entry, RecipientStatus? status, string? sender, string? recipient) =>
        (sender is null || SimplePattern.IsMatch(sender, entry.Record.Envelope.Sender?.ToString() ?? ""))
        && entry.States.Any(state =>
            (status is null ? state.Status is RecipientStatus.Queued or RecipientStatus.Held : state.Status == status)
            && (recipient is null || SimplePattern.IsMatch(recipient, entry.Record.Envelope.Recipients[state.Recipient].Address.ToString())));

    private static IResult Show(string id, MailSpool spool) => !MailId.TryParse(id, out var mailId) ? Answers.BadId(id)
        : spool.Find(mailId) is { } entry ? TypedResults.Json(QueueListing.Of(entry), AdminJson.Default.QueuedMail)
        : Answers.NoSuchMail(mailId);

    private static JsonHttpResult<ActResult> Flush(DeliveryQueue queue)
    {
        var count = queue.Flush();
        return Done(count, string.Create(CultureInfo.InvariantCulture, $"{count} message{(count == 1 ? "" : "s")} will be tried now."));
    }

    private static IResult Retry(string id, MailSpool spool, DeliveryQueue queue)
    {
        if (!MailId.TryParse(id, out var mailId))
            return Answers.BadId(id);
        if (spool.Find(mailId) is null)
            return Answers.NoSuchMail(mailId);
        return queue.Flush(mailId) > 0
            ? Done(1, "will be tried now.")
            : Answers.Conflict($"Nothing of {mailId} waits for delivery: it is held (\"gatepost queue release {mailId}\"), or being delivered at this moment.");
    }

    private static Task<IResult> HoldAsync(string id, HttpContext http, SpoolOperations operations, CancellationToken cancellationToken) =>
        ActAsync(id, http, operations.HoldAsync, "is held.", "nothing of it is on its way.", cancellationToken);

    private static Task<IResult> ReleaseAsync(string id, HttpContext http, SpoolOperations operations, CancellationToken cancellationToken) =>
        ActAsync(id, http, operations.ReleaseAsync, "is released.", "nothing of it is held.", cancellationToken);

    private static Task<IResult> DeleteAsync(string id, HttpContext http, SpoolOperations operations, CancellationToken cancellationToken) =>
        ActAsync(id, http, operations.DeleteAsync, "is deleted.", "it is being deleted already.", cancellationToken);

    private static async Task<IResult> ActAsync(
        string id, HttpContext http, Func<MailId, string, CancellationToken, Task<SpoolOperationResult>> act, string done, string nothing, CancellationToken cancellationToken)
    {
        if (!MailId.TryParse(id, out var mailId))
            return Answers.BadId(id);
        return await act(mailId, http.Caller().ToString(), cancellationToken) switch
        {
            SpoolOperationResult.Done => Done(1, done),
            SpoolOperationResult.NothingToDo => Answers.Conflict($"{mailId}: {nothing}"),
            _ => Answers.NoSuchMail(mailId),
        };
    }

    private static JsonHttpResult<ActResult> Done(int changed, string note) => TypedResults.Json(new ActResult(changed, note), AdminJson.Default.ActResult);
}

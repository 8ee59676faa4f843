using System.Globalization;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Quarantine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gatepost.Web.Api;

/// <summary>Messages that are kept for people.</summary>
internal static class QuarantineApi
{
    public static void MapQuarantine(this IEndpointRouteBuilder api)
    {
        api.MapGet("quarantine", ListAsync).WithSummary("Quarantined copies, newest first.");
        api.MapGet("quarantine/{id}", ShowAsync).WithSummary("The recipients of one quarantined message.");
        api.MapGet("quarantine/{id}/content", ContentAsync).WithAudit("quarantine-export").WithSummary("The original octets.");
        api.MapPost("quarantine/{id}/release", ReleaseAsync).WithAudit("quarantine-release").WithSummary("Delivers it after all.");
        api.MapPost("quarantine/{id}/reprocess", ReprocessAsync).WithAudit("quarantine-reprocess").WithSummary("Decides anew.");
        api.MapDelete("quarantine/{id}", DeleteAsync).WithAudit("quarantine-delete").WithSummary("Deletes it for good.");
    }

    private static async Task<IResult> ListAsync(
        QuarantineService quarantine, string? area, string? sender, string? recipient, string? subject, DateTimeOffset? since, int? limit, CancellationToken cancellationToken)
    {
        var query = new QuarantineQuery(area, sender, recipient, subject, since?.ToUniversalTime(), Math.Clamp(limit ?? 100, 1, Answers.LargestListing));
        var rows = await quarantine.ListAsync(query, cancellationToken);
        return TypedResults.Json(Listings(rows), AdminJson.Default.IReadOnlyListQuarantineListing);
    }

    private static async Task<IResult> ShowAsync(string id, QuarantineService quarantine, CancellationToken cancellationToken)
    {
        if (!MailId.TryParse(id, out var mailId))
            return Answers.BadId(id);
        return await quarantine.ShowAsync(mailId, cancellationToken) is { Count: > 0 } rows
            ? TypedResults.Json(Listings(rows), AdminJson.Default.IReadOnlyListQuarantineListing)
            : Answers.NoSuchMail(mailId);
    }

    private static async Task<IResult> ContentAsync(string id, QuarantineService quarantine, CancellationToken cancellationToken)
    {
        if (!MailId.TryParse(id, out var mailId))
            return Answers.BadId(id);
        return await quarantine.ExportAsync(mailId, cancellationToken) is { } content
            ? TypedResults.Stream(content, "message/rfc822")
            : Answers.NoSuchMail(mailId);
    }

    private static Task<IResult> ReleaseAsync(string id, string? recipients, HttpContext http, QuarantineService quarantine, CancellationToken cancellationToken) =>
        ActAsync(id, recipients, http, quarantine.ReleaseAsync, "released", cancellationToken);

    private static Task<IResult> ReprocessAsync(string id, string? recipients, HttpContext http, QuarantineService quarantine, CancellationToken cancellationToken) =>
        ActAsync(id, recipients, http, quarantine.ReprocessAsync, "inspected again", cancellationToken);

    private static Task<IResult> DeleteAsync(string id, string? recipients, HttpContext http, QuarantineService quarantine, CancellationToken cancellationToken) =>
        ActAsync(id, recipients, http, quarantine.DeleteAsync, "deleted", cancellationToken);

    private static async Task<IResult> ActAsync(
        string id, string? recipients, HttpContext http, Func<MailId, IReadOnlyCollection<int>?, string, CancellationToken, Task<QuarantineResult>> act, string done,
        CancellationToken cancellationToken)
    {
        if (!MailId.TryParse(id, out var mailId))
            return Answers.BadId(id);
        if (!TryParseNumbers(recipients, out var numbers))
            return Answers.BadRequest($"\"{recipients}\" is no list of recipient numbers such as 0,2.");
        var result = await act(mailId, numbers, http.Caller().ToString(), cancellationToken);
        return result.Outcome switch
        {
            QuarantineOutcome.Done => TypedResults.Json(new ActResult(result.Recipients, Words(done, result)), AdminJson.Default.ActResult),
            QuarantineOutcome.Busy => Answers.Conflict($"{mailId} is still being put into the quarantine, or somebody else acts on it: try again."),
            QuarantineOutcome.ContentMissing => Answers.Conflict($"The content of {mailId} is gone from the disk; it can only be deleted."),
            QuarantineOutcome.NoPolicy => Answers.Conflict("No policy is in force that could judge it; \"gatepost status\" says why."),
            _ => Answers.NoSuchMail(mailId),
        };
    }

    private static string Words(string done, QuarantineResult result)
    {
        var goesOn = result.NewId is { } newId ? $"; it goes on as {newId}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{done} for {result.Recipients} recipient{(result.Recipients == 1 ? "" : "s")}{goesOn}.");
    }

    private static bool TryParseNumbers(string? text, out IReadOnlyCollection<int>? numbers)
    {
        numbers = null;
        if (string.IsNullOrEmpty(text))
            return true;
        var parsed = new List<int>();
        foreach (var word in text.Split(','))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                return false;
            parsed.Add(number);
        }
        numbers = parsed;
        return true;
    }

    private static IReadOnlyList<QuarantineListing> Listings(IReadOnlyList<QuarantinedMail> rows) =>
    [
        .. rows.Select(row => new QuarantineListing
        {
            Id = row.MailId, Recipient = row.Recipient, Address = row.Address, Sender = row.Sender, Subject = row.Subject, Area = row.Area, Rule = row.Rule,
            Reason = row.Reason, Size = row.Size, At = row.At, ExpiresAt = row.ExpiresAt,
        }),
    ];
}

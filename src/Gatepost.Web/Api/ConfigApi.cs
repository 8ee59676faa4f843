using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Policies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Gatepost.Web.Api;

/// <summary>The revisions of the policy.</summary>
internal static class ConfigApi
{
    public static void MapConfig(this IEndpointRouteBuilder api)
    {
        api.MapGet("config", ExportAsync).WithSummary("A revision as YAML.");
        api.MapGet("config/history", HistoryAsync).WithSummary("The revisions, newest first.");
        api.MapPost("config", ApplyAsync).WithAudit("config-apply").WithSummary("Makes the next revision.");
    }

    private static async Task<IResult> ExportAsync(long? revision, PolicyService policies, CancellationToken cancellationToken) =>
        await policies.ExportAsync(revision, cancellationToken) is { } found
            ? TypedResults.Text(found.Yaml, "application/yaml", System.Text.Encoding.UTF8)
            : Answers.NotFound(revision is null
                ? "No policy is in force; \"gatepost status\" says why."
                : $"There is no revision {revision}; \"gatepost config history\" lists them.");

    private static async Task<IResult> HistoryAsync(int? limit, PolicyService policies, CancellationToken cancellationToken)
    {
        var revisions = await policies.HistoryAsync(Math.Clamp(limit ?? 100, 1, Answers.LargestListing), cancellationToken);
        return TypedResults.Json([.. revisions.Select(revision => Listing(revision, policies))], AdminJson.Default.IReadOnlyListRevisionListing);
    }

    private static async Task<IResult> ApplyAsync(PolicyUpload upload, HttpContext http, PolicyService policies, CancellationToken cancellationToken)
    {
        var applied = await policies.ApplyAsync(upload.Yaml, upload.File, http.Caller().ToString(), upload.Note, upload.ExpectedLatest, cancellationToken);
        return applied.Outcome switch
        {
            PolicyApplicationOutcome.Mistakes => Verdict(new PolicyVerdict(null, false, [.. applied.Errors.Select(error => error.ToString())])),
            PolicyApplicationOutcome.Overtaken => Answers.Conflict(
                $"Somebody else was faster: revision {applied.Revision?.Number} is the newest. Look at it (gatepost config export), then apply again."),
            _ => Verdict(new PolicyVerdict(Listing(applied.Revision!, policies), applied.Outcome == PolicyApplicationOutcome.Applied, [])),
        };
    }

    private static JsonHttpResult<PolicyVerdict> Verdict(PolicyVerdict verdict) => TypedResults.Json(verdict, AdminJson.Default.PolicyVerdict);

    private static RevisionListing Listing(PolicyRevision revision, PolicyService policies) => new(
        revision.Number, revision.Hash, revision.Author, revision.Note, revision.CreatedAt, revision.Number == policies.InForce?.Number);
}

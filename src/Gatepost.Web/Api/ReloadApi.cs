using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration.Reloading;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gatepost.Web.Api;

/// <summary>gatepost.yaml, read again.</summary>
internal static class ReloadApi
{
    public static void MapReload(this IEndpointRouteBuilder api) =>
        api.MapPost("reload", (SettingsReload settings) => TypedResults.Json(settings.Reload(), AdminJson.Default.ReloadOutcome))
            .WithAudit("reload").WithSummary("Reads gatepost.yaml again; says what is in force, and what needs a restart.");
}

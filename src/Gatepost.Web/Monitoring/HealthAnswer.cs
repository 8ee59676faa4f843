using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatepost.Gateway.Monitoring;
using Microsoft.AspNetCore.Http;

namespace Gatepost.Web.Monitoring;

/// <summary>The answers of <c>/health</c>, as JSON: 200 when all is well, 503 with the checks that fail otherwise.</summary>
internal static class HealthAnswer
{
    /// <summary>The process answers: whoever restarts what does not answer asks this, and never the other one, since a full disk is not cured by a restart.</summary>
    public static Task LiveAsync(HttpContext context) => WriteAsync(context, new Health("live", []));

    public static Task ReadyAsync(HttpContext context, ImmutableArray<ReadinessCheck> checks)
    {
        var isReady = checks.All(check => check.Trouble is null);
        context.Response.StatusCode = isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return WriteAsync(context, new Health(isReady ? "ready" : "not-ready", [.. checks.Select(check => new HealthCheck(check.Name, check.Trouble is null, check.Trouble))]));
    }

    private static Task WriteAsync(HttpContext context, Health health)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(context.Response.Body, health, HealthJson.Default.Health, context.RequestAborted);
    }
}

/// <summary>The answer.</summary>
internal sealed record Health(string Status, ImmutableArray<HealthCheck> Checks);

/// <summary>One check.</summary>
internal sealed record HealthCheck(string Name, bool Ok, string? Trouble);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Health))]
internal sealed partial class HealthJson : JsonSerializerContext;

using System.Collections.Immutable;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Auditing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Gatepost.Web.Api;

/// <summary>Marks a route as one that changes something: its line is in the audit journal, durably, before the handler runs.</summary>
internal static class Audited
{
    /// <summary>A file name or a pattern fits; a megabyte in a query does not belong in a journal.</summary>
    private const int LongestArgument = 1_000;

    public static RouteHandlerBuilder WithAudit(this RouteHandlerBuilder route, string verb) => route.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        try
        {
            http.RequestServices.GetRequiredService<AuditJournal>().Append(http.Caller(), verb, Arguments(http, context.Arguments));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Answers.Unavailable($"Nothing was done: the act could not be written to the audit journal ({exception.Message}).");
        }
        return await next(context);
    });

    /// <summary>The caller that <see cref="PeerCheck"/> let in.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.GetRequiredFeature<Caller>();

    private static ImmutableSortedDictionary<string, string> Arguments(HttpContext http, IList<object?> handlerArguments)
    {
        var arguments = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in http.Request.RouteValues)
            arguments[key] = Cut(value?.ToString());
        foreach (var (key, value) in http.Request.Query)
            arguments[key] = Cut(value.ToString());
        if (handlerArguments.OfType<PolicyUpload>().FirstOrDefault() is { } upload)
        {
            arguments["file"] = Cut(upload.File);
            arguments["note"] = Cut(upload.Note);
            arguments["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(upload.Yaml)));
        }
        return arguments.ToImmutable();
    }

    private static string Cut(string? text) => text is null ? "" : text.Length > LongestArgument ? text[..LongestArgument] : text;
}

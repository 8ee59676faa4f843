using System.Data.Common;
using System.Text.Json;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Auditing;
using Gatepost.Gateway.Spool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gatepost.Web.Api;

/// <summary>The administration API: what the command line speaks over the Unix socket today, and the REST API opens later.</summary>
public static class GatepostApi
{
    /// <summary>Registers what the API needs beside the services that it shows.</summary>
    public static IServiceCollection AddGatepostApi(this IServiceCollection services)
    {
        services.AddRoutingCore();
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, AdminJson.Default);
        });
        services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = AdminSocket.CreateBoundListenSocket);
        services.TryAddSingleton(provider => new AuditJournal(provider.GetRequiredService<ISpoolDisk>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    /// <summary>Maps every route under <c>/api/v1</c>. Reading needs a caller that the socket vouches for; changing is audited before it is done.</summary>
    public static IEndpointRouteBuilder MapGatepostApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup(AdminClient.Prefix.TrimEnd('/')).AddEndpointFilter(GuardAsync);
        api.MapStatus();
        api.MapQueue();
        api.MapQuarantine();
        api.MapLog();
        api.MapConfig();
        api.MapReload();
        return routes;
    }

    /// <summary>
    /// The edge of every request. An HTTP listener that some later release opens must not serve this by accident; a database that is away is told in words.
    /// </summary>
    private static async ValueTask<object?> GuardAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (context.HttpContext.Features.Get<Caller>() is null)
            return TypedResults.StatusCode(StatusCodes.Status403Forbidden);
        try
        {
            return await next(context);
        }
        catch (Exception exception) when (exception is DbException or IOException or TimeoutException)
        {
            return Answers.Unavailable($"The gateway's database or disk does not answer now: {exception.Message.ReplaceLineEndings(" ")}");
        }
    }
}

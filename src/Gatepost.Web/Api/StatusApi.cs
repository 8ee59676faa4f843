using System.Collections.Immutable;
using System.Reflection;
using Gatepost.Gateway.Administration;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.MessageLog.Loading;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Gatepost.Web.Api;

/// <summary>How the gateway is.</summary>
internal static class StatusApi
{
    public static void MapStatus(this IEndpointRouteBuilder api) =>
        api.MapGet("status", StatusAsync).WithSummary("Health, listeners, the books, corrupt spool files.");

    private static async Task<IResult> StatusAsync(
        GatewaySettings settings, MailSpool spool, PolicySource policy, PolicyService policies, InspectionGate gate, ILogStore log,
        MessageLogLoader loader, TimeProvider time, CancellationToken cancellationToken)
    {
        var states = spool.Entries.SelectMany(entry => entry.States).ToArray();
        var (books, trouble) = await BooksAsync(settings, log, loader, time, cancellationToken);
        var process = System.Diagnostics.Process.GetCurrentProcess();
        return TypedResults.Json(
            new GatewayStatus
            {
                Version = typeof(GatewaySettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "?",
                ProcessId = Environment.ProcessId,
                HostName = settings.HostName,
                DataFolder = settings.DataFolder,
                StartedAt = process.StartTime.ToUniversalTime(),
                Listeners = [.. settings.Listeners.Select(listener => new ListenerStatus(listener.Name, listener.EndPoint.ToString()))],
                PolicyRevision = policy.Current.Revision,
                PolicyHash = policy.Current.Hash,
                PolicyTrouble = policies.Trouble,
                Inspection = new InspectionStatus(
                    gate.Slots, gate.Waiting, Math.Round(gate.EstimatedWait.TotalSeconds, 1), gate.IsOverloaded(settings.InspectionBudget)),
                SpoolTrouble = spool.UnhealthyReason,
                Corrupt = [.. spool.Corrupt.Select(file => new CorruptFileListing(file.Name, file.Reason))],
                Spool = new SpoolCounts(
                    spool.Entries.Count, states.Count(state => state.Status == RecipientStatus.Queued), states.Count(state => state.Status == RecipientStatus.Held)),
                Books = books,
                BooksTrouble = trouble,
            },
            AdminJson.Default.GatewayStatus);
    }

    /// <summary>The log's database may be away while mail flows: then the status says so instead of failing.</summary>
    private static async Task<(LogBooks? Books, string? Trouble)> BooksAsync(
        GatewaySettings settings, ILogStore log, MessageLogLoader loader, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await loader.FlushAsync(cancellationToken);
            return (await log.BooksAsync(time.GetUtcNow().AddDays(-settings.LogDays), cancellationToken), null);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or IOException)
        {
            return (null, exception.Message);
        }
    }
}

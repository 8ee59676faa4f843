using System.Net;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Text;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Inspectors.Antivirus;

/// <summary>
/// Asks clamd. Servers are tried in the order of the policy; none that answers is <see cref="UnscannableNames.EngineDown"/>, which is about us and not about
/// the message, so the default policy lets the sender try again.
/// </summary>
internal sealed partial class AntivirusInspector(TimeProvider time, ILogger<AntivirusInspector> logger) : IInspector
{
    /// <summary>Bounds evidence made of a server's words.</summary>
    private const int MaxWords = 200;

    /// <summary>How long a server that was too slow with a message may take to say that it is alive.</summary>
    private static readonly TimeSpan PingLimit = TimeSpan.FromSeconds(2);

    private readonly ClamdPauses _pauses = new(time);

    public static InspectorDescriptor Described { get; } = new()
    {
        Name = "antivirus",
        Summary = "Asks clamd whether the message holds known malware.",
        Kind = InspectorKind.Io,
        // Above the longest time-out (all servers together) that a policy may set, with room for the question whether a slow server is alive: the net below it.
        Deadline = AntivirusSettings.LongestTimeout + TimeSpan.FromMinutes(1),
        Categories = [FindingCategory.Virus, FindingCategory.Phishing, FindingCategory.Encrypted, FindingCategory.Unscannable],
    };

    public InspectorDescriptor Descriptor => Described;

    public bool IsEnabled(PolicySnapshot policy) => policy.Inspectors.Antivirus.Servers.Length > 0;

    public async ValueTask InspectAsync(InspectionContext context, CancellationToken cancellationToken)
    {
        var settings = context.Policy.Inspectors.Antivirus;
        if (context.Message.Content.Length > settings.MaxOctets)
        {
            Report(context, FindingCategory.Unscannable, UnscannableNames.LimitReached, $"the message is larger than the antivirus limit of {settings.MaxOctets} octets");
            return;
        }
        var isSlow = false;
        var servers = _pauses.ToTry(settings.Servers);
        for (var i = 0; i < servers.Count; i++)
        {
            // A server that hangs must leave time for the next one.
            var verdict = await AskAsync(servers[i], context, settings.Timeout / settings.Servers.Length, cancellationToken).ConfigureAwait(false);
            if (verdict.Kind == ClamdVerdictKind.Slow)
            {
                isSlow = true;
                continue;
            }
            if (verdict.Kind is not (ClamdVerdictKind.Failed or ClamdVerdictKind.TimedOut))
            {
                _pauses.Answered(servers[i]);
                State(context, servers[i], verdict);
                return;
            }
            _pauses.Failed(servers[i], verdict, settings.RetryAfter);
            Log.ServerFailed(logger, servers[i], VisibleText.OneLine(verdict.Text, MaxWords), settings.RetryAfter);
        }
        if (isSlow)
        {
            Report(context, FindingCategory.Unscannable, UnscannableNames.TimedOut, $"clamd is alive, but did not end with this message within {settings.Timeout.TotalSeconds} seconds");
            return;
        }
        var reasons = settings.Servers.Select(server => $"{server}: {_pauses.Reason(server) ?? "not tried"}");
        Report(context, FindingCategory.Unscannable, UnscannableNames.EngineDown, $"no clamd answers ({string.Join("; ", reasons)})");
    }

    private async ValueTask<ClamdVerdict> AskAsync(string server, InspectionContext context, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (!ClamdAddress.TryParse(server, out var endPoint))
            return ClamdVerdict.Failed("this is neither unix:/path nor host:port");
        using var timer = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await ClamdConnection.ScanAsync(endPoint!, context.Message.Content, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await IsAliveAsync(endPoint!, cancellationToken).ConfigureAwait(false) ? ClamdVerdict.Slow() : ClamdVerdict.TimedOut();
        }
    }

    /// <summary>Tells a server that hangs from a message that takes long: one such message must not turn the antivirus off for everybody.</summary>
    private async ValueTask<bool> IsAliveAsync(EndPoint server, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(PingLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await ClamdConnection.PingAsync(server, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void State(InspectionContext context, string server, ClamdVerdict verdict)
    {
        if (verdict.Kind == ClamdVerdictKind.TooLarge)
            Report(context, FindingCategory.Unscannable, UnscannableNames.LimitReached, $"{server}: {verdict.Text}");
        else if (verdict.Kind == ClamdVerdictKind.Found)
            Report(context, CategoryOf(verdict.Text), VisibleText.OneLine(verdict.Text, MaxWords), $"clamd found {verdict.Text}");
    }

    /// <summary>clamd reports what it could not open as a finding too, where it is set to: that is no malware.</summary>
    private static FindingCategory CategoryOf(string signature) => signature switch
    {
        _ when signature.StartsWith("Heuristics.Encrypted", StringComparison.Ordinal) => FindingCategory.Encrypted,
        _ when signature.StartsWith("Heuristics.Phishing", StringComparison.Ordinal) => FindingCategory.Phishing,
        _ when signature.StartsWith("Heuristics.Limits.Exceeded", StringComparison.Ordinal) => FindingCategory.Unscannable,
        _ => FindingCategory.Virus,
    };

    private void Report(InspectionContext context, FindingCategory category, string name, string evidence) =>
        context.Report(new Finding(Descriptor.Name, category, name, null, VisibleText.OneLine(evidence, 2 * MaxWords)));

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "clamd at {Server} failed: {Reason}. It is left alone for {Pause}")]
        public static partial void ServerFailed(ILogger logger, string server, string reason, TimeSpan pause);
    }
}

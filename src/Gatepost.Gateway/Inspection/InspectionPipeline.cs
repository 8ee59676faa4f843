using System.Collections.Immutable;
using Gatepost.Gateway.Extraction;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Inspection;

/// <summary>
/// Finds out all that the policy and its subscribers want to know of a message. Facts are computed once; inspectors run in stages, the CPU-bound one after the other behind the
/// <see cref="InspectionGate"/>, those that wait for servers in parallel outside it. Whatever goes wrong becomes a finding (promise 3). Thread-safe.
/// </summary>
public sealed partial class InspectionPipeline
{
    private readonly ImmutableArray<IInspector> _inspectors;
    private readonly ImmutableArray<InspectionSubscriber> _subscribers;
    private readonly InspectionGate _gate;
    private readonly ContentExtraction _extraction;
    private readonly InspectionLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<InspectionPipeline> _logger;

    /// <summary>Takes the inspectors as they are registered; two of one name are a mistake of the composition and throw <see cref="ArgumentException"/>.</summary>
    public InspectionPipeline(
        IEnumerable<IInspector> inspectors, IEnumerable<InspectionSubscriber> subscribers, InspectionGate gate, ContentExtraction extraction, InspectionLimits limits, TimeProvider time,
        ILogger<InspectionPipeline> logger)
    {
        _inspectors = [.. inspectors.OrderBy(one => one.Descriptor.Stage).ThenBy(one => one.Descriptor.Name, StringComparer.Ordinal)];
        if (_inspectors.GroupBy(one => one.Descriptor.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two inspectors are named {twice.Key}.", nameof(inspectors));
        _subscribers = [.. subscribers];
        _gate = gate;
        _extraction = extraction;
        _limits = limits;
        _time = time;
        _logger = logger;
    }

    /// <summary>Where waits are counted; null = nobody does.</summary>
    internal InspectionMetrics? Metrics { get; init; }

    /// <summary>True when nobody asks for anything but the header fields: then no content is read, and none can take the process down.</summary>
    public bool ReadsHeadersOnly(PolicySnapshot policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        return InspectionPlan.Make(_inspectors, _subscribers, policy) is { Inspectors.IsEmpty: true, Needs: InspectionNeeds.None };
    }

    /// <summary>
    /// Inspects. The task may take as long as the deadlines of all inspectors together: a session waits for it with a limit of its own, and lets it go on. It ends with an exception
    /// only when the token is cancelled or the content itself cannot be read from disk.
    /// </summary>
    public ValueTask<MessageInspection> InspectAsync(MailMessage message, PolicySnapshot policy, CancellationToken cancellationToken) =>
        InspectAsync(message, policy, new StartedWork(), cancellationToken);

    /// <summary>As the other overload, for who must know when nothing works on the message any more.</summary>
    internal async ValueTask<MessageInspection> InspectAsync(MailMessage message, PolicySnapshot policy, StartedWork started, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(policy);
        var plan = InspectionPlan.Make(_inspectors, _subscribers, policy);
        var headers = HeaderScanner.Scan(message.Content);
        using var slot = new GateSlot(_gate, started, Metrics);
        var run = new InspectionRun(message, policy, headers, plan, slot, started, _extraction, _limits, _time);
        await run.ExecuteAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (inspector, error) in run.Failures)
            Log.InspectorFailed(_logger, error, inspector, message.Id);
        return run.ToInspection();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Inspector {Inspector} failed on message {MailId}: it is unscannable")]
        public static partial void InspectorFailed(ILogger logger, Exception error, string inspector, MailId mailId);
    }
}

using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Inspection.CrashGuard;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;
using Microsoft.Extensions.Logging;

namespace Gatepost.Gateway.Receiving;

/// <summary>Inspects in a process of its own, whose death is a finding.</summary>
public delegate ValueTask<MessageInspection> InspectInChild(MailMessage message, PolicySnapshot policy, CancellationToken cancellationToken);

/// <summary>What is known of a message, and what the policy says to it.</summary>
internal sealed record JudgedMail(MessageInspection Inspection, Decision Decision);

/// <summary>
/// Sends a message to the right place for inspection: this process, a child process when the content may have killed one before, or nowhere at all when it
/// killed two (promise 6). The in-flight ledger is written before, and after the last piece of work on it has ended.
/// </summary>
internal sealed class InspectionDesk(
    InspectionPipeline pipeline, InspectInChild child, InFlightLedger ledger, InspectionGate gate, TimeProvider time, ILogger<InspectionDesk> logger,
    InspectionMetrics? metrics = null, PolicyMetrics? policyMetrics = null)
{
    /// <summary>
    /// Deciding searches megabytes of text for every rule, so it is bounded as inspections are. Not by their gate: an inspector that never ends keeps a place there,
    /// and what is said about its message must not wait for it.
    /// </summary>
    private readonly InspectionGate _decisions = new(gate.Slots, time);

    /// <summary>Inspects and decides.</summary>
    public async ValueTask<JudgedMail> JudgeAsync(MailMessage message, PolicySnapshot policy, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var sha256 = message.Content.Sha256;
        var place = ledger.Judge(sha256.Span);
        if (place == InspectionPlace.SetAside)
        {
            ReceivingLog.SetAside(logger, message.Id);
            return await DecideAsync(Poisoned(message), policy, cancellationToken);
        }
        ledger.Enter(message.Id, sha256.Span);
        var started = new StartedWork();
        try
        {
            // A process costs half a second: not for a policy under which nothing of the content is read.
            var inspection = place == InspectionPlace.ChildProcess && !pipeline.ReadsHeadersOnly(policy)
                ? await child(message, policy, cancellationToken)
                : await pipeline.InspectAsync(message, policy, started, cancellationToken);
            metrics?.Inspected(inspection, time.GetElapsedTime(began));
            return await DecideAsync(inspection, policy, cancellationToken);
        }
        finally
        {
            started.WhenEnded(() => ledger.Leave(message.Id));
        }
    }

    private async ValueTask<JudgedMail> DecideAsync(MessageInspection inspection, PolicySnapshot policy, CancellationToken cancellationToken)
    {
        using var slot = await _decisions.EnterAsync(cancellationToken);
        var decision = PolicyEngine.Decide(inspection, policy);
        policyMetrics?.Decided(decision);
        return new JudgedMail(inspection, decision);
    }

    /// <summary>Nothing of the content is read, not even its headers: which part of it kills is not known.</summary>
    private static MessageInspection Poisoned(MailMessage message) => new()
    {
        Message = message,
        Headers = new MessageHeaders([], 0),
        Findings =
        [
            new Finding(CrashGuardFindings.Descriptor.Name, FindingCategory.Unscannable, UnscannableNames.Poison, null,
                "this content was being inspected both times when the gateway's process died"),
        ],
    };
}

using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.Configuration;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Smtp;

namespace Gatepost.Gateway.Receiving;

/// <summary>What is to be done with one message: the front's outcome, the spool record, the log line. Immutable.</summary>
internal sealed record AcceptancePlan(FrontOutcome Outcome, SpoolRecord Record, DecisionRecord? Decided)
{
    /// <summary>For lists; longer ones are cut.</summary>
    private const int MaxLoggedText = 256;

    /// <summary>The decision record's list of parts: enough to explain, bounded for a mail bomb.</summary>
    private const int MaxLoggedParts = 100;

    /// <summary>The strictest disposition, for the log line.</summary>
    public string Summary => Decided is null
        ? "awaits inspection"
        : JsonNamingPolicy.KebabCaseLower.ConvertName(Decided.Decision.Strictest.ToString());

    /// <summary>True when all get the same copy now: at a direct listener it needs no spool.</summary>
    public bool PassesStraightThrough => Outcome.Refusal is null && Record.Copies is [{ Outcome: SpoolOutcome.Deliver }];

    /// <summary>The plan of a message that was inspected in time.</summary>
    public static AcceptancePlan For(
        JudgedMail judged, PolicySnapshot policy, GatewaySettings settings, ListenerSettings? listener, TimeProvider time)
    {
        var (inspection, decision) = judged;
        var message = inspection.Message;
        var directions = DirectionsOf(message, policy);
        var outcome = listener?.Direct is { } direct
            ? FrontOutcomes.AtDirectListener(message.Id, decision, direct.Queue, policy.MixedRejection)
            : FrontOutcomes.AtSpoolingListener(message.Id, decision, policy.MixedRejection, message.Envelope.IsRelayClient);
        var removals = ForeignTraces.Removals(inspection.Headers, settings.HostName, RemovesGatepostHeaders(message, listener));
        outcome = outcome with { Copies = ForeignTraces.Prepend(outcome.Copies, removals) };
        var record = DecisionRecordOf(inspection, decision, directions, policy, outcome.Note, time);
        return new AcceptancePlan(outcome, RecordOf(message, outcome.Copies, inspection.Headers, settings, record).Via(listener?.Direct?.NextHop), record);
    }

    /// <summary>The plan of a message whose inspection is not done: one copy that waits.</summary>
    public static AcceptancePlan Awaiting(MailMessage message, GatewaySettings settings, ListenerSettings? listener)
    {
        var everyone = Enumerable.Range(0, message.Envelope.Recipients.Length).ToImmutableArray();
        var headers = HeaderScanner.Scan(message.Content);
        var removals = ForeignTraces.Removals(headers, settings.HostName, RemovesGatepostHeaders(message, listener));
        var copy = new SpoolCopy(0, SpoolOutcome.AwaitInspection, everyone, removals, Reason: "its inspection takes longer than the session could wait");
        var outcome = new FrontOutcome(null, [copy], null);
        return new AcceptancePlan(outcome, RecordOf(message, [copy], headers, settings, null).Via(listener?.Direct?.NextHop), null);
    }

    /// <summary>The line for the message log.</summary>
    public MessageLogged Line(long size, SmtpReply reply, bool accepted, DateTimeOffset at)
    {
        var line = SpoolLogReplay.Message(Record, size, Decided) with { At = at, Reply = reply.ToString(), Accepted = accepted };
        return accepted ? line : line with { Recipients = [.. line.Recipients.Select(recipient => recipient with { Status = null })] };
    }

    public static ImmutableArray<Direction> DirectionsOf(MailMessage message, PolicySnapshot policy) =>
        [.. message.Envelope.Recipients.Select(r => policy.InternalDomains.Contains(r.Address) ? Direction.Incoming : Direction.Outgoing)];

    private static bool RemovesGatepostHeaders(MailMessage message, ListenerSettings? listener) =>
        listener is { RemoveForeignGatepostHeaders: true } && (listener.Role == ListenerRole.Relay || !message.Envelope.IsRelayClient);

    private static SpoolRecord RecordOf(
        MailMessage message, ImmutableArray<SpoolCopy> copies, MessageHeaders headers, GatewaySettings settings, DecisionRecord? decision) => new()
    {
        Id = message.Id,
        Envelope = message.Envelope,
        Trace = TraceHeader.Received(message.Id, message.Envelope, settings.HostName),
        Subject = LogText.Cut(headers.Find("Subject")?.Value, MaxLoggedText),
        MessageIdHeader = LogText.Cut(headers.Find("Message-ID")?.Value.Trim(), MaxLoggedText),
        Copies = copies,
        DecisionRecord = decision is null ? default : JsonSerializer.SerializeToUtf8Bytes(decision, GatepostJson.Default.DecisionRecord),
    };

    internal static DecisionRecord DecisionRecordOf(
        MessageInspection inspection, Decision decision, ImmutableArray<Direction> directions, PolicySnapshot policy, string? note, TimeProvider time) => new()
    {
        MailId = inspection.Message.Id,
        DecidedAt = time.GetUtcNow(),
        PolicyHash = policy.Hash,
        ContentSha256 = Convert.ToHexStringLower(inspection.Message.Content.Sha256.Span),
        Decision = decision,
        Client = inspection.Message.Envelope.Client,
        Directions = directions,
        Findings = inspection.Findings,
        Runs = inspection.Runs,
        Parts = inspection.Parts.Length <= MaxLoggedParts ? inspection.Parts : inspection.Parts[..MaxLoggedParts],
        FrontNote = note,
    };
}

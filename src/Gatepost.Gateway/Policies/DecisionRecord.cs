using System.Collections.Immutable;
using System.Text.Json;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;

namespace Gatepost.Gateway.Policies;

/// <summary>
/// Everything that led to the dispositions of one message: what was seen, which rule at which revision decided. It travels in the spool record, the
/// log and the quarantine as JSON (<see cref="GatepostJson"/>), and <c>gatepost explain</c> prints it. Members are only ever added.
/// </summary>
public sealed record DecisionRecord
{
    /// <summary>Version of the form.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>Our id.</summary>
    public required MailId MailId { get; init; }

    /// <summary>When it was decided (UTC).</summary>
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Hash of the policy revision that <see cref="Decision"/> names.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>SHA-256 of the content, hex.</summary>
    public required string ContentSha256 { get; init; }

    /// <summary>The decision, one entry per recipient of the envelope.</summary>
    public required Decision Decision { get; init; }

    /// <summary>What was known of the client beyond its address, or null.</summary>
    public ClientIdentity? Client { get; init; }

    /// <summary>Direction per recipient.</summary>
    public ImmutableArray<Direction> Directions { get; init; } = [];

    /// <summary>What was found.</summary>
    public ImmutableArray<Finding> Findings { get; init; } = [];

    /// <summary>Which inspectors ran.</summary>
    public ImmutableArray<InspectorRun> Runs { get; init; } = [];

    /// <summary>The parts, at most the first 100.</summary>
    public ImmutableArray<MessagePart> Parts { get; init; } = [];

    /// <summary>How the front carried the decision out where that differs from it (mixed outcomes, 250 already said), in a sentence; or null.</summary>
    public string? FrontNote { get; init; }

    /// <summary>Reads the JSON form; null when there is none, or none that can be read: whoever asks can do without.</summary>
    public static DecisionRecord? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return json.IsEmpty ? null : JsonSerializer.Deserialize(json, GatepostJson.Default.DecisionRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;
using Gatepost.Mail.Text;

namespace Gatepost.Gateway.Inspection.Child;

/// <summary>What the child is asked: the first of three frames; policy (YAML) and content follow.</summary>
internal sealed record ChildRequest(MailId Id, Envelope Envelope, long Revision);

/// <summary>What the child found. It comes from a process that a message may have taken over: the host believes its words, not its form.</summary>
internal sealed record ChildAnswer
{
    public required ImmutableArray<Finding> Findings { get; init; }

    public required ImmutableArray<InspectorRun> Runs { get; init; }

    public required ImmutableArray<MessagePart> Parts { get; init; }

    public required ImmutableArray<PartText> Texts { get; init; }

    public required ImmutableArray<MessageLink> Links { get; init; }

    /// <summary>Reads an answer, its findings made fit to be shown; null when its form is broken anywhere or it is beyond the limits.</summary>
    public static ChildAnswer? Read(ReadOnlySpan<byte> octets, ChildInspectionLimits limits)
    {
        try
        {
            var answer = JsonSerializer.Deserialize(octets, ChildJson.Default.ChildAnswer);
            return answer is null || answer.Findings.Length > limits.Findings || answer.HoldsNulls()
                ? null
                : answer with { Findings = [.. answer.Findings.Select(Clean)] };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The serialiser looks for nulls among members, not among the elements of lists.</summary>
    private bool HoldsNulls() =>
        Findings.Contains(null!) || Runs.Contains(null!) || Parts.Any(part => part is null || part.OtherNames.Contains(null!)) || Texts.Contains(null!)
        || Links.Any(link => link is null || link.Chain.Contains(null!));

    private static Finding Clean(Finding finding) => finding with
    {
        Inspector = VisibleText.OneLine(finding.Inspector, 64),
        Name = VisibleText.OneLine(finding.Name, 128),
        Part = finding.Part is { } part ? VisibleText.OneLine(part, 256) : null,
        Evidence = VisibleText.OneLine(finding.Evidence, 600),
    };
}

/// <summary>The wire form: nulls where none belong, and missing members, are errors. So nulls that belong are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(MailIdConverter), typeof(EmailAddressConverter), typeof(IPAddressConverter), typeof(KebabEnumConverter<FindingCategory>)])]
[JsonSerializable(typeof(ChildRequest))]
[JsonSerializable(typeof(ChildAnswer))]
internal sealed partial class ChildJson : JsonSerializerContext;

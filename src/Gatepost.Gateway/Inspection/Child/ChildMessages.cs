using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;

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
}

/// <summary>The wire form: nulls where none belong, and missing members, are errors.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(MailIdConverter), typeof(EmailAddressConverter), typeof(IPAddressConverter), typeof(KebabEnumConverter<FindingCategory>)])]
[JsonSerializable(typeof(ChildRequest))]
[JsonSerializable(typeof(ChildAnswer))]
internal sealed partial class ChildJson : JsonSerializerContext;

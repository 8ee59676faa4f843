using System.Text.Json.Serialization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;

namespace Gatepost.Gateway.Administration;

/// <summary>The JSON of the administration API: the conventions of <see cref="GatepostJson"/>, generated, so that the command line starts fast.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(MailIdConverter), typeof(EmailAddressConverter), typeof(IPAddressConverter),
        typeof(KebabEnumConverter<Disposition>), typeof(KebabEnumConverter<SpoolOutcome>), typeof(KebabEnumConverter<RecipientStatus>),
        typeof(KebabEnumConverter<Direction>), typeof(KebabEnumConverter<Inspection.FindingCategory>),
    ])]
[JsonSerializable(typeof(IReadOnlyList<QueuedMail>))]
[JsonSerializable(typeof(QueuedMail))]
[JsonSerializable(typeof(IReadOnlyList<QueueDestination>))]
[JsonSerializable(typeof(QueueDestination))]
[JsonSerializable(typeof(ActResult))]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(IReadOnlyList<QuarantineListing>))]
[JsonSerializable(typeof(IReadOnlyList<LogRow>))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(IReadOnlyList<RevisionListing>))]
[JsonSerializable(typeof(PolicyUpload))]
[JsonSerializable(typeof(PolicyVerdict))]
[JsonSerializable(typeof(GatewayStatus))]
[JsonSerializable(typeof(Configuration.Reloading.ReloadOutcome))]
[JsonSerializable(typeof(Auditing.AuditLine))]
public sealed partial class AdminJson : JsonSerializerContext;

using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Gatepost.Gateway.MessageLog;
using Gatepost.Gateway.Policies;
using Gatepost.Gateway.Spool;
using Gatepost.Mail.Addresses;

namespace Gatepost.Gateway.Messages;

/// <summary>
/// The one JSON form of spool records, log lines and decision records: snake_case members, kebab-case enumerations, nulls left out, generated
/// serialisers. It is stored for weeks and read by later releases, so members are only ever added.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(MailIdConverter), typeof(EmailAddressConverter), typeof(IPAddressConverter),
        typeof(KebabEnumConverter<Disposition>), typeof(KebabEnumConverter<SpoolOutcome>), typeof(KebabEnumConverter<RecipientStatus>),
        typeof(KebabEnumConverter<Direction>), typeof(KebabEnumConverter<Inspection.FindingCategory>),
    ])]
[JsonSerializable(typeof(SpoolRecord))]
[JsonSerializable(typeof(RecipientUpdate[]))]
[JsonSerializable(typeof(LogEntry))]
[JsonSerializable(typeof(DecisionRecord))]
public sealed partial class GatepostJson : JsonSerializerContext;

/// <summary>Enumerations as <c>kebab-case</c> words.</summary>
public sealed class KebabEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

/// <summary>A <see cref="MailId"/> as its text.</summary>
public sealed class MailIdConverter : JsonConverter<MailId>
{
    /// <inheritdoc/>
    public override MailId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        MailId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException("A mail id is a UUID with hyphens.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, MailId value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Value);
    }
}

/// <summary>
/// An <see cref="EmailAddress"/> as the two strings <c>[local, domain]</c>, so that no local part, however odd, is changed by a round trip.
/// </summary>
public sealed class EmailAddressConverter : JsonConverter<EmailAddress>
{
    /// <inheritdoc/>
    public override EmailAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.String)
            throw new JsonException("An address is [local part, domain].");
        var local = reader.GetString()!;
        if (!reader.Read() || reader.TokenType != JsonTokenType.String)
            throw new JsonException("An address is [local part, domain].");
        var domain = reader.GetString()!;
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("An address is [local part, domain].");
        return new EmailAddress(local, domain);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EmailAddress value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartArray();
        writer.WriteStringValue(value.LocalPart);
        writer.WriteStringValue(value.Domain);
        writer.WriteEndArray();
    }
}

/// <summary>An <see cref="IPAddress"/> as its text.</summary>
public sealed class IPAddressConverter : JsonConverter<IPAddress>
{
    /// <inheritdoc/>
    public override IPAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        IPAddress.TryParse(reader.GetString(), out var address) ? address : throw new JsonException("An IP address was expected.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPAddress value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value?.ToString());
    }
}

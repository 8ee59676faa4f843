using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Gateway.Policies;
using Gatepost.Mail.Mime;

namespace Gatepost.Commands.Check;

/// <summary>One line of <c>check --json</c>. The keys are a promise to scripts: some may be added, none is renamed.</summary>
internal sealed record CheckResult
{
    public int Schema { get; init; } = 1;

    public required string Path { get; init; }

    public MailId? Id { get; init; }

    public string? From { get; init; }

    public IReadOnlyList<CheckRecipient>? Recipients { get; init; }

    public Disposition? Disposition { get; init; }

    public string? Rule { get; init; }

    public IReadOnlyList<FindingCategory>? Categories { get; init; }

    public IReadOnlyList<CheckFinding>? Findings { get; init; }

    public IReadOnlyList<CheckPart>? Parts { get; init; }

    public IReadOnlyList<CheckLink>? Links { get; init; }

    public double? ElapsedMs { get; init; }

    public string? Error { get; init; }

    /// <summary>For the report alone.</summary>
    [JsonIgnore]
    public CheckReading? Reading { get; init; }
}

/// <summary>What the report shows beside the result.</summary>
internal sealed record CheckReading(MessageInspection Inspection, Decision Decision, PolicySnapshot Policy);

internal sealed record CheckRecipient(string Address, Disposition Disposition, string? Rule, string? Area, IReadOnlyList<string> Actions);

internal sealed record CheckFinding(string Inspector, FindingCategory Category, string Name, string? Part, double Score, string Evidence);

internal sealed record CheckPart(string Part, string? Name, string? DeclaredType, string? TrueType, long? Size, string? Sha256);

/// <summary>A link, as <c>check</c> and <c>extract</c> write it.</summary>
internal sealed record CheckLink(string Url, string? Host, string Carrier, string Part, string? Shown)
{
    /// <summary>As browsers write it down, or null.</summary>
    public string? Canonical { get; init; }

    /// <summary>The registered domain, or null.</summary>
    public string? Domain { get; init; }

    /// <summary>The name that the host looks like, or null.</summary>
    public string? LooksLike { get; init; }

    /// <summary>What is wrapped in it, from the outermost; empty for most.</summary>
    public required IReadOnlyList<CheckLinkStep> Chain { get; init; }

    public static CheckLink Of(MessageLink link, Func<string?, string?> unicode) => new(unicode(link.Url)!, unicode(link.Host), link.Carrier, link.Part, unicode(link.Shown))
    {
        Canonical = unicode(link.Canonical),
        Domain = unicode(link.Domain),
        LooksLike = unicode(link.LooksLike),
        Chain = [.. link.Chain.Select(step => new CheckLinkStep(step.Kind, unicode(step.Url)!, unicode(step.Host), unicode(step.Domain)))],
    };
}

/// <summary>A link within a link.</summary>
internal sealed record CheckLinkStep(string Kind, string Url, string? Host, string? Domain);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(MailIdConverter), typeof(KebabEnumConverter<Disposition>), typeof(KebabEnumConverter<FindingCategory>)])]
[JsonSerializable(typeof(CheckResult))]
internal sealed partial class CheckJson : JsonSerializerContext;

/// <summary>The JSON line of a result.</summary>
internal static class CheckLine
{
    private static readonly CheckJson Readable = new(new JsonSerializerOptions(CheckJson.Default.Options) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });

    /// <summary>One line, readable by people of any script; what a terminal or an HTML page could misread is escaped all the same.</summary>
    public static string Of(CheckResult result) => JsonSerializer.Serialize(result, Readable.CheckResult);
}

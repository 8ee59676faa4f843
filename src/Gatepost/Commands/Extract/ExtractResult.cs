using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Gatepost.Commands.Check;
using Gatepost.Gateway.Inspection;
using Gatepost.Gateway.Messages;
using Gatepost.Mail.Mime;

namespace Gatepost.Commands.Extract;

/// <summary>What <c>gatepost extract</c> says of one file. The keys are a promise to scripts: some may be added, none is renamed.</summary>
internal sealed record ExtractResult
{
    public int Schema { get; init; } = 1;

    public required string Path { get; init; }

    public IReadOnlyList<ExtractPart>? Parts { get; init; }

    public IReadOnlyList<ExtractText>? Texts { get; init; }

    public IReadOnlyList<CheckLink>? Links { get; init; }

    public IReadOnlyList<ExtractProblem>? Problems { get; init; }

    public double? ElapsedMs { get; init; }

    public string? Error { get; init; }

    public static ExtractResult Of(string path, MessageInspection inspection, double elapsedMs) => new()
    {
        Path = path,
        Parts = [.. inspection.Parts.Select(part => new ExtractPart(
            part.Path, Unicode(part.Name), Unicode(part.DeclaredType), part.TrueType, part.Size, part.Sha256, part.IsEncrypted))],
        Texts = [.. inspection.Texts.Select(text => new ExtractText(text.Part, text.Kind, text.Language, Unicode(text.Text)!))],
        Links = [.. inspection.Links.Select(link => CheckLink.Of(link, Unicode))],
        Problems = [.. inspection.Findings.Select(finding => new ExtractProblem(finding.Category, finding.Name, finding.Part, Unicode(finding.Evidence)!))],
        ElapsedMs = elapsedMs,
    };

    /// <summary>Half a surrogate pair is no Unicode, and no JSON: U+FFFD.</summary>
    private static string? Unicode(string? text) => text is null || !text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')
        ? text
        : string.Concat(text.EnumerateRunes().Select(rune => rune.ToString()));
}

internal sealed record ExtractPart(string Part, string? Name, string? DeclaredType, string? TrueType, long? Size, string? Sha256, bool Encrypted);

internal sealed record ExtractText(string Part, TextKind Kind, string? Language, string Text);

internal sealed record ExtractProblem(FindingCategory Category, string Name, string? Part, string Evidence);

/// <summary>The wire form.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    Converters = [typeof(KebabEnumConverter<FindingCategory>), typeof(KebabEnumConverter<TextKind>)])]
[JsonSerializable(typeof(ExtractResult))]
internal sealed partial class ExtractJson : JsonSerializerContext
{
    // Letters of all scripts as they are; what a terminal or an HTML page could misread is escaped.
    private static JavaScriptEncoder Readable { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    public static string Line(ExtractResult result) => Write(result, isIndented: false);

    public static string Indented(ExtractResult result) => Write(result, isIndented: true);

    private static string Write(ExtractResult result, bool isIndented)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = Readable, Indented = isIndented }))
            JsonSerializer.Serialize(writer, result, Default.ExtractResult);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gatepost.Mail.Extraction;

/// <summary>The wire form between gateway and worker. Nulls where none belong, and missing members, are errors; so nulls that belong are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ExtractionRequest))]
[JsonSerializable(typeof(ExtractionAnswer))]
[JsonSerializable(typeof(ExtractorHello))]
public sealed partial class ExtractionJson : JsonSerializerContext
{
    /// <summary>As <see cref="Default"/>, with letters of all writings as they are: the frame goes to our own reader and nowhere else.</summary>
    public static ExtractionJson Compact => CompactForm.Context;

    /// <summary>Made when it is first asked for, after <see cref="Default"/>.</summary>
    private static class CompactForm
    {
        public static readonly ExtractionJson Context = new(new JsonSerializerOptions(ExtractionJson.Default!.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }
}

using System.Text.Json.Serialization;
using Gatepost.Storage.Maintenance;

namespace Gatepost.Commands.Database;

/// <summary>What <c>gatepost db</c> prints with <c>--json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(DatabaseStatus))]
[JsonSerializable(typeof(DatabaseCopyResult))]
internal sealed partial class DatabaseJson : JsonSerializerContext;

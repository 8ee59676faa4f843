using System.Collections.Immutable;
using System.Text.Json;

namespace Gatepost.Gateway.Logging;

/// <summary>
/// The areas that a level can be set for. They are the folders of the program, so that a log line tells where in the code, and in the documents, one has to look.
/// </summary>
public static class LogAreas
{
    /// <summary>What belongs to no other area: start, stop, settings.</summary>
    public const string Gateway = "gateway";

    /// <summary>.NET and ASP.NET Core.</summary>
    public const string Framework = "framework";

    private const string OurCategories = "Gatepost.Gateway.";
    private const string StorageCategories = "Gatepost.Storage.";
    private const string Ours = "Gatepost.";

    /// <summary>All of them.</summary>
    public static ImmutableArray<string> All { get; } =
        ["administration", "delivery", Framework, Gateway, "inspection", "inspectors", "message-log", "policies", "quarantine", "receiving", "spool", "storage"];

    /// <summary>The area of a logger's category, which is the full name of a type.</summary>
    public static string Of(string category)
    {
        ArgumentNullException.ThrowIfNull(category);
        if (category.StartsWith(OurCategories, StringComparison.Ordinal))
        {
            var rest = category[OurCategories.Length..];
            var folder = JsonNamingPolicy.KebabCaseLower.ConvertName(rest[..Math.Max(0, rest.IndexOf('.', StringComparison.Ordinal))]);
            return All.Contains(folder) ? folder : Gateway;
        }
        if (category.StartsWith(StorageCategories, StringComparison.Ordinal))
            return "storage";
        if (category.StartsWith("Gatepost.Web.", StringComparison.Ordinal))
            return "administration";
        return category.StartsWith(Ours, StringComparison.Ordinal) ? Gateway : Framework;
    }
}

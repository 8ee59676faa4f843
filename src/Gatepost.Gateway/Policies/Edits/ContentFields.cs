namespace Gatepost.Gateway.Policies.Edits;

/// <summary>The fields that describe a body, and go when the body is another one.</summary>
internal static class ContentFields
{
    public static IReadOnlyList<string> Names { get; } =
    [
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Content-Description", "Content-MD5", "Content-Location",
        "Content-Language", "Content-Base", "Content-Features", "Content-Duration", "Content-Class",
    ];

    public static bool IsOne(string name) => name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase);
}

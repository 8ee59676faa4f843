using System.Collections.Immutable;

namespace Gatepost.Mail.FileTypes;

/// <summary>A kind of file, told by its content.</summary>
/// <param name="Name">Kebab-case, stands in policies, logs and <c>check</c> (<c>pe-executable</c>, <c>docx</c>); its meaning never changes.</param>
/// <param name="Family">What it is for.</param>
/// <param name="Description">A few words for people.</param>
public sealed record FileType(string Name, FileFamily Family, string Description)
{
    /// <summary>Extensions that are honest for it, lower case without the dot; the first is the usual one. Empty where none is.</summary>
    public ImmutableArray<string> Extensions { get; init; } = [];

    /// <summary>Media types that are honest for it, lower case.</summary>
    public ImmutableArray<string> MediaTypes { get; init; } = [];
}
